using Graph.Properties.Checking;
using Graph.Properties.Generation;
using Graph.Properties.Shrinking;

namespace Graph.Properties.Tests;

/// <summary>The generator draws what it says it draws.</summary>
public sealed class GeneratorTests
{
    private const int Cases = 4_000;

    private static readonly ImmutableArray<Case> cases = [.. Enumerable.Range(0, Cases).Select(index => CaseGenerator.Generate(3, index))];

    [Fact]
    public void A_seed_and_an_index_give_the_same_case_again()
    {
        for (int index = 0; index < 200; index++)
        {
            Case again = CaseGenerator.Generate(3, index);
            Assert.True(again.Computation.StructurallyEquals(cases[index].Computation));
            Assert.Equal(cases[index].Arguments.AsEnumerable(), again.Arguments);
        }
        Assert.Contains(Enumerable.Range(0, 20), index => !CaseGenerator.Generate(4, index).Computation.StructurallyEquals(cases[index].Computation));
    }

    [Fact]
    public void Sizes_go_from_one_operator_to_more_than_twenty_and_tensors_stay_small()
    {
        int[] operators = [.. cases.Select(subject => Measure.CountOperators(subject.Computation))];
        Assert.Contains(1, operators);
        Assert.InRange(operators.Average(), 6, 16);
        Assert.True(operators.Count(count => count > 20) > Cases / 50);
        Assert.All(
            cases.SelectMany(subject => subject.Computation.Parameters.Concat(subject.Computation.Results)),
            x => Assert.InRange(x.Type.ElementCount, 0, Sketch.MostElements));
    }

    [Theory]
    [InlineData("shared intermediate results", 0.3)]
    [InlineData("several results", 0.3)]
    [InlineData("rank 0", 0.2)]
    [InlineData("an axis of size 0", 0.05)]
    [InlineData("a cube", 0.1)]
    [InlineData("a scan or a call", 0.05)]
    [InlineData("a NaN or an infinity among constants and arguments", 0.1)]
    public void Structures_in_which_bugs_hide_are_frequent(string what, double least)
    {
        Func<Case, bool> has = what switch
        {
            "shared intermediate results" => subject => Traversal.CountUses(subject.Computation.Results)
                .Any(use => use.Value > 1 && use.Key.Op is not (Parameter or Constant)),
            "several results" => subject => subject.Computation.Results.Length > 1,
            "rank 0" => subject => subject.Computation.Nodes.Any(node => !node.IsTuple && node.Rank == 0 && node.Op is not Constant),
            "an axis of size 0" => subject => subject.Computation.Nodes.Any(node => node.ResultType.Tensors.Any(type => type.ElementCount == 0)),
            "a cube" => subject => subject.Computation.Nodes.Any(node => !node.IsTuple && node.Rank > 2 && node.Shape[0] > 1 && node.Shape.Distinct().Count() == 1),
            "a scan or a call" => subject => subject.Computation.Nodes.Any(node => node.Op is Scan or Call),
            "a NaN or an infinity among constants and arguments" => subject => subject.Arguments
                .Concat(subject.Computation.Nodes.Select(node => node.Op).OfType<Constant>().Select(constant => constant.Value))
                .Any(literal => literal.Element.IsFloat && Enumerable.Range(0, (int)literal.Type.ElementCount).Any(index => !double.IsFinite(literal.ToDouble(index)))),
            _ => throw new ArgumentException(what, nameof(what)),
        };
        Assert.InRange(cases.Count(has) / (double)Cases, least, 1);
    }

    [Fact]
    public void Every_profile_keeps_to_its_element_types_and_values()
    {
        Assert.All(cases.Where(subject => subject.Profile.IsSmooth), subject =>
            Assert.DoesNotContain(subject.Computation.Parameters, x => x.Element == ElementType.F32));
        Assert.All(cases.Where(subject => !subject.Profile.HasSpecials), subject =>
            Assert.All(subject.Arguments, argument =>
                Assert.All(Enumerable.Range(0, (int)argument.Type.ElementCount), index => Assert.InRange(argument.ToDouble(index), -10_000_000_000, 10_000_000_000))));
    }

    [Fact]
    public void Every_operator_is_reached()
    {
        Coverage coverage = new();
        foreach (Case subject in cases)
        {
            coverage.Count(subject.Computation);
        }
        Assert.All(Coverage.OperatorTypes, type => Assert.True(coverage.OfType(type) > 20, $"{type}: {coverage.OfType(type)}"));
        Assert.True(Coverage.WantedOperators.Length > 250);
    }
}
