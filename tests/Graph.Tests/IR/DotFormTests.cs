using System.Text.RegularExpressions;

namespace Graph.Tests.IR;

/// <summary>What Graphviz is given.</summary>
public sealed partial class DotFormTests
{
    [Fact]
    public void A_computation_is_its_nodes_edges_and_results()
    {
        Expr x = Leaves.Named("x", "f32[3]"), w = Primitives.Leaf("w", Leaves.Type("f32[3]"), LeafRole.TrainableLeaf);
        Expr m = Primitives.Leaf("m", Leaves.Type("f32[]"), LeafRole.StateLeaf);
        Computation computation = Computation.Create("f", [x, w, m], [(x * w).Sum([0]) + m, w], ["loss", "the \"weight\""]);

        Assert.Equal(
            """
            digraph "f" {
              graph [compound=true, ordering=in, fontname="Helvetica"];
              node [shape=box, style="rounded,filled", fillcolor="#ffffff", fontname="Helvetica"];
              "%x" [shape=ellipse, style=filled, fillcolor="#bfdbfe", label="x\nf32[3]"];
              "%w" [shape=ellipse, style=filled, fillcolor="#fde68a", label="w\ntrainable f32[3]"];
              "%m" [shape=ellipse, style=filled, fillcolor="#e9d5ff", label="m\nstate f32[]"];
              "%multiply" [label="multiply\nf32[3]"];
              "%reduce" [label="reduce\nkind=sum, axes=[0]\nf32[]"];
              "%add" [label="add\nf32[]"];
              "%x" -> "%multiply";
              "%w" -> "%multiply";
              "%multiply" -> "%reduce";
              "%reduce" -> "%add";
              "%m" -> "%add";
              "return loss" [shape=octagon, fillcolor="#bbf7d0", label="loss"];
              "%add" -> "return loss";
              "return \"the \\\"weight\\\"\"" [shape=octagon, fillcolor="#bbf7d0", label="\"the \\\"weight\\\"\""];
              "%w" -> "return \"the \\\"weight\\\"\"";
            }

            """.ReplaceLineEndings("\n"),
            DotForm.Print(computation));
    }

    [Fact]
    public void Every_node_and_edge_of_every_computation_stands_once()
    {
        Expr h = Leaves.Named("h", "f32[4]"), x = Leaves.Named("x", "f32[4]");
        Computation step = Computation.Create("step", [h, x], [(h + x).Tanh(), h * h]);
        Expr start = Leaves.Named("start", "f32[4]"), xs = Leaves.Named("xs", "f32[5,4]");
        ImmutableArray<Expr> first = Primitives.Scan(step, 5, [start], [xs], []);
        ImmutableArray<Expr> second = Primitives.Scan(step, 5, [first[0]], [first[1]], [], reverse: true);
        Computation main = Computation.Create("main", [start, xs], [second[0], second[1] + xs]);
        string text = DotForm.Print(main);

        int nodes = main.Nodes.Length + step.Nodes.Length + main.Results.Length + step.Results.Length;
        int edges = main.Nodes.Concat(step.Nodes).Sum(node => node.Inputs.Length) + main.Results.Length + step.Results.Length;
        MatchCollection declared = Node().Matches(text);
        MatchCollection solid = Edge().Matches(text);
        Assert.Equal(nodes, declared.Count);
        Assert.Equal(nodes, declared.Select(match => match.Groups[1].Value).Distinct().Count());
        Assert.Equal(edges, solid.Count);
        Assert.All(solid.SelectMany(match => new[] { match.Groups[1].Value, match.Groups[2].Value }), end => Assert.Contains(declared, match => match.Groups[1].Value == end));
        Assert.Equal(2, solid.Count(match => match.Value.Contains("\"@step %h\" -> \"@step %multiply\"", StringComparison.Ordinal)));
        Assert.Single(Regex.Matches(text, "subgraph \"cluster @step\" \\{"));
        Assert.Equal(2, Regex.Count(text, "-> \"@step return result0\" \\[style=dashed, arrowhead=none, lhead=\"cluster @step\"\\];"));
        Assert.Equal(text.Count(character => character == '{'), text.Count(character => character == '}'));
    }

    /// <summary>An edge that a cluster contains draws both of its ends into the cluster.</summary>
    [Fact]
    public void Edges_between_computations_stand_outside_of_the_clusters()
    {
        Expr x = Leaves.Named("x", "f32[]"), y = Leaves.Named("y", "f32[]"), z = Leaves.Named("z", "f32[]");
        Computation inner = Computation.Create("inner", [x], [x.Exp()]);
        Computation outer = Computation.Create("outer", [y], [Expr.Create(new Call(inner), y)]);
        string text = DotForm.Print(Computation.Create("main", [z], [Expr.Create(new Call(outer), z)]));
        string[] dashed = [.. text.Split('\n').Where(line => line.Contains("lhead", StringComparison.Ordinal))];

        Assert.Equal(2, dashed.Length);
        Assert.All(dashed, line => Assert.StartsWith("  \"", line, StringComparison.Ordinal));
        Assert.EndsWith(string.Join('\n', dashed) + "\n}\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Large_literals_are_counted_not_listed()
    {
        Expr small = Primitives.Constant(Literal.Create<float>([2, 2], [1, 2, 3, 4])), large = Primitives.Constant(Literal.Generate([5], index => index));
        string text = DotForm.Print(Computation.Create("f", [], [small, large]));

        Assert.Contains("label=\"constant\\nvalue=[[1,2],[3,4]]\\nf32[2,2]\"", text, StringComparison.Ordinal);
        Assert.Contains("label=\"constant\\nvalue=5 elements\\ni64[5]\"", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_sample_of_every_operator_is_drawn() =>
        Assert.All(OperatorSamples.All, sample =>
        {
            string text = DotForm.Print(sample.Computation);
            Assert.Contains($"label=\"{(sample.Operator is Parameter ? "x0" : sample.Operator.Name)}\\n", text, StringComparison.Ordinal);
            Assert.Equal(0, text.Replace("\\\\", "", StringComparison.Ordinal).Replace("\\\"", "", StringComparison.Ordinal).Count(character => character == '"') % 2);
        });

    [GeneratedRegex("^ +(\"(?:[^\"\\\\]|\\\\.)*\") \\[[^\\n]*\\];$", RegexOptions.Multiline)]
    private static partial Regex Node();

    [GeneratedRegex("^ +(\"(?:[^\"\\\\]|\\\\.)*\") -> (\"(?:[^\"\\\\]|\\\\.)*\");$", RegexOptions.Multiline)]
    private static partial Regex Edge();
}
