using System.Reflection;
using Graph.Cli.Subjects;
using Graph.Transforms;

namespace Graph.Tests.Cli;

/// <summary>What <c>graph check</c> covers: every operator, every kind and every function of the facade that has a derivative; and all of it passes.</summary>
public sealed class SubjectTests
{
    /// <summary>Functions of the facade without a derivative: they give integers, bools or keys, or make leaves, or do something other than compute.</summary>
    private static readonly string[] withoutDerivative =
    [
        "All", "And", "Any", "ArgMin", "Compile", "CompileStep", "Jit", "Constant", "Equal", "Evaluate", "FoldIn", "Input", "IsFinite", "IsInfinite", "IsNaN", "Key",
        "NameScope", "Not", "NotEqual", "Or", "Parameter", "Permutation", "SplitKey", "State",
    ];

    /// <summary>Functions of the facade that are those of the table with another name or a constant.</summary>
    private static readonly Dictionary<string, string> alike = new()
    {
        ["Full"] = "FullLike",
        ["Ones"] = "FullLike",
        ["OnesLike"] = "FullLike",
        ["Zeros"] = "FullLike",
        ["ZerosLike"] = "FullLike",
    };

    private static readonly Type[] leaves = [typeof(Parameter), typeof(Constant), typeof(Iota)];

    public static TheoryData<string> Operators => [.. typeof(Op).Assembly.GetTypes().Where(type => type.BaseType == typeof(Op)).Select(type => type.Name)];

    public static TheoryData<string> Functions =>
        [.. typeof(Ops).GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly).Select(method => method.Name).Distinct().Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_operator_of_every_kind_is_a_subject_or_has_no_derivative(string operatorName)
    {
        HashSet<string> covered = [.. OperatorSubjects.All.SelectMany(subject => subject.Trace().Nodes).Select(node => Spell(node.Op))];
        OperatorSample[] samples = [.. OperatorSamples.All.Where(sample => sample.Operator.GetType().Name == operatorName)];
        Assert.NotEmpty(samples);
        foreach (OperatorSample sample in samples)
        {
            bool isLeaf = leaves.Contains(sample.Operator.GetType());
            Assert.True(isLeaf || covered.Contains(Spell(sample.Operator)) || !HasDerivative(sample), $"no subject of graph check has the operator {sample.Operator}");
        }
    }

    [Theory]
    [MemberData(nameof(Functions))]
    public void Every_function_of_the_facade_is_a_subject_or_has_no_derivative(string function)
    {
        string[] names = [.. SubjectCatalogue.All.Select(subject => subject.Name)];
        string wanted = alike.GetValueOrDefault(function, function);
        bool covered = names.Any(name => Plain(name).Equals(wanted, StringComparison.OrdinalIgnoreCase) || Plain(name.Split('-')[0]).Equals(wanted, StringComparison.OrdinalIgnoreCase));
        Assert.True(covered != withoutDerivative.Contains(function), $"{function}: either a subject of graph check, or listed as without a derivative, not both");
    }

    [Fact]
    public void Names_of_subjects_are_distinct() =>
        Assert.Equal(SubjectCatalogue.All.Length, SubjectCatalogue.All.DistinctBy(subject => subject.Name).Count());

    [Fact]
    public void Every_subject_passes_at_both_orders()
    {
        GradientCheckReport[] reports = [.. Checker.Run(SubjectCatalogue.All, [1, 2])];
        Assert.Equal(2 * SubjectCatalogue.All.Length, reports.Length);
        Assert.Empty(reports.Where(report => !report.Passed).Select(report => $"{report.Name}: {report}"));
        Assert.All(reports, report => Assert.InRange(report.MaxRelativeError, 0, 1e-5));
    }

    /// <summary>Of a check that compares nothing, passing says nothing.</summary>
    [Fact]
    public void Every_subject_compares_every_float_operand()
    {
        foreach (Subject subject in SubjectCatalogue.All)
        {
            IEnumerable<Parameter> leaves = subject.Trace().Parameters.Where(leaf => leaf.Element.IsFloat).Select(leaf => (Parameter)leaf.Op);
            string[] wanted = [.. leaves.Where(leaf => leaf.Role != LeafRole.StateLeaf).Select(leaf => leaf.Label)];
            GradientCheckReport report = subject.Check(1);
            string[] compared = [.. report.Arguments.Where(argument => argument.Reached && argument.Coordinates + argument.Directions > 0).Select(argument => argument.Name)];
            Assert.True(wanted.SequenceEqual(compared), $"{subject.Name} compares {string.Join(", ", compared)} of {string.Join(", ", wanted)}");
        }
    }

    private static bool HasDerivative(OperatorSample sample)
    {
        ImmutableArray<Expr> results = [.. sample.Computation.Results.Where(result => result.Element.IsFloat)];
        ImmutableArray<Expr> by = [.. sample.Computation.Parameters.Where(parameter => parameter.Element.IsFloat)];
        return !results.IsEmpty && !by.IsEmpty
            && ReverseMode.Pullback(results, [.. results.Select(result => Primitives.Leaf("seed", result.Type))], by).Any(gradient => gradient is not null);
    }

    // Operators with kinds differ by kind, others by their record alone.
    private static string Spell(Op op) => op switch
    {
        Reduce reduce => $"reduce {reduce.Kind}",
        Cumulative cumulative => $"cumulative {cumulative.Kind}",
        Scatter scatter => $"scatter {scatter.Kind}",
        Sort sort => $"sort {sort.Descending}",
        Scan scan => $"scan {scan.Reverse}",
        Call call => $"call {call.Pullback is not null}",
        _ => op.Name,
    };

    private static string Plain(string name) => name.Replace("-", "", StringComparison.Ordinal);
}
