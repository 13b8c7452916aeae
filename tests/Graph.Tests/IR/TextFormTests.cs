using System.Text.Json.Nodes;

namespace Graph.Tests.IR;

/// <summary>What is printed, and that it is read back as it was.</summary>
public sealed class TextFormTests
{
    private const string Recurrent =
        """
        computation @step(%h: f32[4], %x: f32[4]) -> (next: f32[4], output: f32[4]) {
          %add = add(%h, %x) : f32[4]
          %tanh = tanh(%add) : f32[4]
          %constant = constant[value=2.5] : f32[]
          %broadcast = broadcast[shape=[4], axes=[]](%constant) : f32[4]
          %multiply = multiply(%h, %broadcast) : f32[4]
          return %tanh, %multiply
        }

        computation @main(%add: trainable f32[4], %xs: f32[5,4], %mean: state f32[4]) -> (loss: f32[], outputs: f32[5,4]) {
          %scan = scan[body=@step, length=5, carries=1, sequences=1, reverse=true](%add, %xs) : (f32[4], f32[5,4])
          %project = project[index=0](%scan) : f32[4]
          %add.1 = add(%project, %add) : f32[4]
          %add.2 = add(%add.1, %mean) : f32[4]
          %reduce = reduce[kind=sum, axes=[0]](%add.2) : f32[]
          %project.1 = project[index=1](%scan) : f32[5,4]
          return %reduce, %project.1
        }

        """;

    public static TheoryData<string> Labels =>
    [
        "x", "layer.0/w-1_b", "0", "-", "/", "a//b", "", " ", "add", "add.1", "return", "\"", "\\", "\\n", "a\nb\r\t\0", "größe 大小 🎈", "\ud800", "\udc00\ud800",
        "\u2028\u00a0\u200b\ufeff\uffff", "%x, %y: f32[] }", "// no comment", "'",
    ];

    [Fact]
    public void A_computation_prints_an_operator_a_line()
    {
        Expr h = Leaves.Named("h", "f32[4]"), x = Leaves.Named("x", "f32[4]");
        Computation step = Computation.Create("step", [h, x], [(h + x).Tanh(), h * 2.5], ["next", "output"]);
        Expr start = Primitives.Leaf("add", Leaves.Type("f32[4]"), LeafRole.TrainableLeaf);
        Expr xs = Leaves.Named("xs", "f32[5,4]");
        Expr mean = Primitives.Leaf("mean", Leaves.Type("f32[4]"), LeafRole.StateLeaf);
        ImmutableArray<Expr> scan = Primitives.Scan(step, 5, [start], [xs], [], reverse: true);
        Computation main = Computation.Create("main", [start, xs, mean], [(scan[0] + start + mean).Sum([0]), scan[1]], ["loss", "outputs"]);

        Assert.Equal(Recurrent.ReplaceLineEndings("\n"), TextForm.Print(main));
        Assert.Equal(TextForm.Print(main), main.ToString());
    }

    [Fact]
    public void What_is_read_has_structure_names_and_roles()
    {
        Computation main = TextForm.Parse(Recurrent);

        Assert.Equal("main", main.Name);
        Assert.Equal(["loss", "outputs"], main.ResultNames.AsEnumerable());
        Assert.Equal(
            [("add", LeafRole.TrainableLeaf, "f32[4]"), ("xs", LeafRole.InputLeaf, "f32[5,4]"), ("mean", LeafRole.StateLeaf, "f32[4]")],
            main.Parameters.Select(parameter => (Parameter)parameter.Op).Select(leaf => (leaf.Label, leaf.Role, leaf.Type.ToString())));
        Scan scan = main.Nodes.Select(node => node.Op).OfType<Scan>().Single();
        Assert.Equal((5L, 1, 1, true), (scan.Length, scan.Carries, scan.Sequences, scan.Reverse));
        Assert.Equal(("step", "h", "next"), (scan.Body.Name, ((Parameter)scan.Body.Parameters[0].Op).Label, scan.Body.ResultNames[0]));
        Assert.Equal(4.0f * 2.5f, ((Constant)scan.Body.Nodes.Single(node => node.Op is Constant).Op).Value.At<float>(0) * 4);
    }

    [Fact]
    public void Every_sample_of_every_operator_is_read_back_as_it_was() =>
        Assert.All(OperatorSamples.All, sample => AssertReadBack(sample.Computation));

    [Theory]
    [MemberData(nameof(Labels))]
    public void Any_label_survives(string label)
    {
        Expr x = Leaves.Named(label, "f32[2]"), y = Leaves.Named(label + label + "y", "f32[2]");
        Computation computation = Computation.Create(label, [x, y], [x + y + x, y], [label, label + "2"]);
        Expr z = Leaves.Named(label, "f32[2]");
        Computation holder = Computation.Create("holder", [z], Expr.Create(new Call(computation), z, z + z).Results());

        AssertReadBack(computation);
        AssertReadBack(holder);
        Assert.Equal(label, TextForm.Parse(TextForm.Print(computation)).Name);
    }

    [Theory]
    [InlineData("x", "%x")]
    [InlineData("layer.0/w-1_b", "%layer.0/w-1_b")]
    [InlineData("my x", "%\"my x\"")]
    [InlineData("größe", "%\"größe\"")]
    [InlineData("a\n\"\\\u0001", "%\"a\\n\\\"\\\\\\u0001\"")]
    [InlineData("a//b", "%\"a//b\"")]
    public void Labels_that_are_not_plain_are_quoted(string label, string expected)
    {
        Expr x = Leaves.Named(label, "f32[]");
        Assert.Equal(
            $"computation @f({expected}: f32[]) -> (result: f32[]) {{\n  return {expected}\n}}\n",
            TextForm.Print(Computation.Create("f", [x], [x])));
    }

    [Fact]
    public void Numbered_names_go_past_labels_that_look_like_them()
    {
        Expr a = Leaves.Named("add", "f32[]"), b = Leaves.Named("add.2", "f32[]");
        Computation computation = Computation.Create("f", [a, b], [((a + b) + b + a).Exp()]);

        Assert.Equal(
            """
            computation @f(%add: f32[], %add.2: f32[]) -> (result: f32[]) {
              %add.1 = add(%add, %add.2) : f32[]
              %add.3 = add(%add.1, %add.2) : f32[]
              %add.4 = add(%add.3, %add) : f32[]
              %exp = exp(%add.4) : f32[]
              return %exp
            }

            """.ReplaceLineEndings("\n"),
            TextForm.Print(computation));
        AssertReadBack(computation);
    }

    [Fact]
    public void Numbers_are_counted_an_operator_at_a_time()
    {
        Expr x = Leaves.Named("x", "f32[]");
        string[] before = TextForm.Print(Computation.Create("f", [x], [((x + x).Exp() + x).Exp()])).Split('\n');
        string[] after = TextForm.Print(Computation.Create("f", [x], [((x + x).Exp().Sin() + x).Exp()])).Split('\n');

        Assert.Equal(["  %sin = sin(%exp) : f32[]", "  %add.1 = add(%sin, %x) : f32[]"], after.Except(before));
    }

    [Fact]
    public void Computations_of_one_name_get_numbers_and_equal_ones_are_written_once()
    {
        static Computation Step(Func<Expr, Expr> body)
        {
            Expr x = Leaves.Named("x", "f32[]");
            return Computation.Create("step", [x], [body(x)]);
        }

        Expr y = Leaves.Named("y", "f32[]");
        Expr all = Expr.Create(new Call(Step(x => x.Exp())), y) + Expr.Create(new Call(Step(x => x.Sin())), y) + Expr.Create(new Call(Step(x => x.Exp())), y);
        Computation main = Computation.Create("step", [y], [all]);
        string text = TextForm.Print(main);

        Assert.Equal(
            ["computation @step.1(", "computation @step.2(", "computation @step("],
            text.Split('\n').Where(line => line.StartsWith("computation", StringComparison.Ordinal)).Select(line => line[..(line.IndexOf('(', StringComparison.Ordinal) + 1)]));
        Assert.Equal(
            ["%call = call[body=@step.1](%y)", "%call.1 = call[body=@step.2](%y)", "%call.2 = call[body=@step.1](%y)"],
            text.Split('\n').Where(line => line.Contains("= call", StringComparison.Ordinal)).Select(line => line.Trim()[..^" : f32[]".Length]));
        AssertReadBack(main);

        JsonArray objects = JsonNode.Parse(JsonForm.Print(main))!.AsArray();
        Assert.Equal(["step.1", "step.2", "step"], objects.Select(each => (string)each!["name"]!));
        Assert.Equal(
            ["step.1", "step.2", "step.1"],
            objects[2]!["nodes"]!.AsArray().Where(node => (string)node!["operator"]! == "call").Select(node => (string)node!["attributes"]!["body"]!));
        string[] drawing = DotForm.Print(main).Split('\n');
        Assert.Equal(
            ["  subgraph \"cluster @step.1\" {", "  subgraph \"cluster @step.2\" {"],
            drawing.Where(line => line.Contains("subgraph", StringComparison.Ordinal)));
        Assert.Equal(2, drawing.Count(line => line.Contains("lhead=\"cluster @step.1\"", StringComparison.Ordinal)));
    }

    [Fact]
    public void Bodies_of_bodies_stand_before_them()
    {
        Expr x = Leaves.Named("x", "f32[]"), y = Leaves.Named("y", "f32[]"), z = Leaves.Named("z", "f32[]");
        Computation inner = Computation.Create("inner", [x], [x.Exp()]);
        Computation outer = Computation.Create("outer", [y], [Expr.Create(new Call(inner), y)]);
        Computation main = Computation.Create("main", [z], [Expr.Create(new Call(outer), Expr.Create(new Call(inner), z))]);
        string text = TextForm.Print(main);

        Assert.Equal(["inner", "outer", "main"], text.Split("computation @").Skip(1).Select(part => part[..part.IndexOf('(', StringComparison.Ordinal)]));
        AssertReadBack(main);
    }

    [Fact]
    public void Space_comments_and_the_order_of_attributes_are_free()
    {
        Computation expected = TextForm.Parse(
            "computation @f(%x: f32[2,3]) -> (y: f32[1,2]) {\n %slice = slice[start=[0,1], limit=[1,3], stride=[1,1]](%x) : f32[1,2]\n return %slice\n}\n");
        Computation actual = TextForm.Parse(
            """
            // A comment } with "symbols.
            computation
             @f ( %x:f32 [ 2 , 3 ])->(y:f32[1,2]){%part=slice[limit=[1,3],start=[0,1]// start } first
                ,stride=[1,1]](%x):f32[1,2] %unused = exp(%x) : f32[2,3]
              return %part}// the end
            """);

        Assert.Equal(expected, actual);
        Assert.Equal(TextForm.Print(expected), TextForm.Print(actual));
    }

    [Fact]
    public void Without_parameters_results_and_operands_there_are_empty_lists_or_none()
    {
        Computation nothing = Computation.Create("nothing", [], []);
        Computation constant = Computation.Create("one", [], [Primitives.Constant(Literal.Scalar(1))]);

        Assert.Equal("computation @nothing() -> () {\n  return\n}\n", TextForm.Print(nothing));
        Assert.Equal("computation @one() -> (result: i32[]) {\n  %constant = constant[value=1] : i32[]\n  return %constant\n}\n", TextForm.Print(constant));
        AssertReadBack(nothing);
        AssertReadBack(constant);
    }

    /// <summary>Everything that the text form promises to keep; of a computation that is held, the name may have got a number.</summary>
    private static void AssertReadBack(Computation computation)
    {
        string text = TextForm.Print(computation);
        Computation read = TextForm.Parse(text);

        Assert.True(computation.StructurallyEquals(read), text);
        Assert.Equal(text, TextForm.Print(read));
        Assert.Equal(computation.Name, read.Name);
        Assert.Equal(computation.ResultNames.AsEnumerable(), read.ResultNames);
        Assert.Equal(computation.Parameters.Select(parameter => parameter.Op), read.Parameters.Select(parameter => parameter.Op));
    }
}
