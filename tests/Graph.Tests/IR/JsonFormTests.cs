using System.Text.Json;
using System.Text.Json.Nodes;

namespace Graph.Tests.IR;

/// <summary>What other programs are given.</summary>
public sealed class JsonFormTests
{
    [Fact]
    public void A_computation_is_an_object_behind_those_that_it_holds()
    {
        Expr h = Leaves.Named("h", "f32[4]"), x = Leaves.Named("x", "f32[4]");
        Computation step = Computation.Create("step", [h, x], [(h + x) * 1e20]);
        Expr start = Primitives.Leaf("h0", Leaves.Type("f32[4]"), LeafRole.TrainableLeaf);
        Expr xs = Leaves.Named("xs", "f32[5,4]");
        Computation main = Computation.Create("main", [start, xs], [Primitives.Scan(step, 5, [start], [xs], [], reverse: true)[0].Sum([0])], ["loss"]);

        JsonArray all = JsonNode.Parse(JsonForm.Print(main))!.AsArray();

        Assert.Equal(["step", "main"], all.Select(each => (string)each!["name"]!));
        JsonNode last = all[1]!;
        Assert.Equal("""{"name":"h0","role":"trainable","type":"f32[4]"}""", last["parameters"]![0]!.ToJsonString());
        Assert.Equal("""{"name":"loss","value":"reduce","type":"f32[]"}""", last["results"]![0]!.ToJsonString());
        Assert.Equal(
            """{"name":"scan","operator":"scan","attributes":{"body":"step","length":5,"carries":1,"sequences":1,"reverse":true},"operands":["h0","xs"],"type":"f32[4]"}""",
            last["nodes"]![0]!.ToJsonString());
        Assert.Equal(
            """{"name":"reduce","operator":"reduce","attributes":{"kind":"sum","axes":[0]},"operands":["scan"],"type":"f32[]"}""",
            last["nodes"]![1]!.ToJsonString());
        JsonNode constant = all[0]!["nodes"]!.AsArray().Single(node => (string)node!["operator"]! == "constant")!;
        Assert.Equal("1e+20", (string)constant["attributes"]!["value"]!["elements"]![0]!);
    }

    [Fact]
    public void What_JSON_has_no_numbers_for_is_a_word()
    {
        Expr constant = Primitives.Constant(Literal.Create<double>([3], [double.NaN, double.PositiveInfinity, -0.0]));
        Expr large = Primitives.Constant(Literal.Generate([17], index => index));
        JsonNode nodes = JsonNode.Parse(JsonForm.Print(Computation.Create("f", [], [constant, large])))![0]!["nodes"]!;

        Assert.Equal("""{"type":"f64[3]","elements":["nan","inf","-0"]}""", nodes[0]!["attributes"]!["value"]!.ToJsonString());
        Assert.Equal("""{"type":"i64[17]"}""", nodes[1]!["attributes"]!["value"]!.ToJsonString());
    }

    [Fact]
    public void Every_sample_of_every_operator_has_all_its_nodes() =>
        Assert.All(OperatorSamples.All, sample =>
        {
            using JsonDocument document = JsonDocument.Parse(JsonForm.Print(sample.Computation));
            JsonElement last = document.RootElement[document.RootElement.GetArrayLength() - 1];
            Assert.Equal(
                sample.Computation.Nodes.Where(node => node.Op is not Parameter).Select(node => node.Op.Name),
                last.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("operator").GetString()));
        });

    [Theory]
    [MemberData(nameof(TextFormTests.Labels), MemberType = typeof(TextFormTests))]
    public void Any_label_is_written(string label)
    {
        Expr x = Leaves.Named(label, "f32[]");
        JsonNode f = JsonNode.Parse(JsonForm.Print(Computation.Create("f", [x], [x.Exp()])))![0]!;
        Assert.Equal((string)f["parameters"]![0]!["name"]!, (string)f["nodes"]![0]!["operands"]![0]!);
    }
}
