using Graph.Reference;
using Graph.Transforms;

namespace Graph.Tests.Rewriting;

/// <summary>Computations that a property once found to lose their meaning, shrunk; each is named by what went wrong.</summary>
public sealed class FoundByPropertiesTests
{
    /// <summary>The last sequence became the first constant: body and operands stayed as they were, but not what they stand for.</summary>
    [Fact]
    public void A_sequence_that_becomes_a_constant_in_the_same_place() => AssertKept(
        Passes.SimplifyScans,
        """
        computation @step(%p0: f64[2], %p1: f64[2]) -> (result: f64[2]) {
          return %p1
        }

        computation @case(%p0: f64[2], %p1: f64[2]) -> (result: f64[2]) {
          %broadcast = broadcast[shape=[2,2], axes=[1]](%p1) : f64[2,2]
          %scan = scan[body=@step, length=2, carries=1, sequences=1](%p0, %broadcast) : f64[2]
          return %scan
        }
        """,
        Literal.Create<double>([2], [1, 2]), Literal.Create<double>([2], [3, 4]));

    /// <summary>A repeated constant was taken into the loop under a new leaf, which was then shared away with an equal operand.</summary>
    [Fact]
    public void A_constant_and_its_repetition_in_one_loop() => AssertKept(
        Passes.SimplifyScans,
        """
        computation @step(%p0: f64[2], %p1: f64[], %p2: f64[2]) -> (result0: f64[2], result1: f64[2]) {
          %broadcast = broadcast[shape=[2], axes=[]](%p1) : f64[2]
          %multiply = multiply(%broadcast, %p2) : f64[2]
          %add = add(%p0, %multiply) : f64[2]
          return %add, %multiply
        }

        computation @case(%p0: f64[2], %p1: f64[]) -> (result0: f64[2], result1: f64[2,2]) {
          %broadcast = broadcast[shape=[2], axes=[]](%p1) : f64[2]
          %scan = scan[body=@step, length=2, carries=1, sequences=0](%p0, %p1, %broadcast) : (f64[2], f64[2,2])
          %project = project[index=0](%scan) : f64[2]
          %project.1 = project[index=1](%scan) : f64[2,2]
          return %project, %project.1
        }
        """,
        Literal.Create<double>([2], [1, 2]), Literal.Scalar(3.0));

    /// <summary>|x| of a logistic is x, so what the stable form of softplus makes of it did not look finished, and was made again without end.</summary>
    [Theory]
    [InlineData("logistic")]
    [InlineData("exp")]
    [InlineData("cosh")]
    public void Softplus_of_what_is_never_negative_comes_to_an_end(string function)
    {
        Computation before = TextForm.Parse($$"""
            computation @case(%x: f64[]) -> (result: f64[]) {
              %inner = {{function}}(%x) : f64[]
              %logistic = logistic(%inner) : f64[]
              %log = log(%logistic) : f64[]
              return %log
            }
            """);
        Computation after = Pipelines.Default.Run(before, verify: true).Result;
        double expected = -Math.Log(1 + Math.Exp(function switch { "logistic" => -1 / (1 + Math.Exp(-0.5)), "exp" => -Math.Exp(0.5), _ => -Math.Cosh(0.5) }));
        Assert.Equal(expected, Interpreter.Evaluate(after, [Literal.Scalar(0.5)])[0].At<double>(0), 14);
    }

    /// <summary>One rule brought a repeated constant to another repeated operand, the other took it out again.</summary>
    [Fact]
    public void Relaxed_rules_do_not_undo_each_other_on_a_repeated_constant() => AssertKept(
        Passes.Simplify("relaxed", RuleSets.Relaxed),
        """
        computation @case(%x: f64[2], %y: f64[]) -> (result0: f64[2], result1: f64[2]) {
          %broadcast = broadcast[shape=[2], axes=[]](%y) : f64[2]
          %constant = constant[value=1] : f64[]
          %broadcast.1 = broadcast[shape=[2], axes=[]](%constant) : f64[2]
          %add = add(%x, %broadcast) : f64[2]
          %add.1 = add(%add, %broadcast.1) : f64[2]
          %add.2 = add(%x, %broadcast.1) : f64[2]
          %add.3 = add(%add.2, %broadcast) : f64[2]
          return %add.1, %add.3
        }
        """,
        Literal.Create<double>([2], [1, 2]), Literal.Scalar(4.0));

    /// <summary>Without the rule that removes a maximum of one element, its stable form did not look finished.</summary>
    [Fact]
    public void The_logarithm_of_one_exponential_comes_to_an_end_without_the_exact_rules() => AssertKept(
        Passes.Simplify("stable", [.. RuleSets.Exact.Where(rule => rule.Name is "reduce-unit" or "abs-negate"), .. RuleSets.Stable, .. RuleSets.Relaxed]),
        """
        computation @case(%x: f64[1]) -> (result: f64[]) {
          %exp = exp(%x) : f64[1]
          %reduce = reduce[kind=sum, axes=[0]](%exp) : f64[]
          %log = log(%reduce) : f64[]
          return %log
        }
        """,
        Literal.Create<double>([1], [2]));

    /// <summary>Two parts joined fill the axis, and the third was asked for its padding all the same.</summary>
    [Fact]
    public void Parts_that_fill_an_axis_meet_one_that_overlaps() => AssertKept(
        Passes.Simplify("stable", [.. RuleSets.Exact, .. RuleSets.Stable]),
        """
        computation @case(%x: f64[1], %y: f64[2], %z: f64[1]) -> (result: f64[3]) {
          %constant = constant[value=0] : f64[]
          %pad = pad[low=[0], high=[2], interior=[0]](%x, %constant) : f64[3]
          %pad.1 = pad[low=[1], high=[0], interior=[0]](%y, %constant) : f64[3]
          %pad.2 = pad[low=[1], high=[1], interior=[0]](%z, %constant) : f64[3]
          %add = add(%pad.1, %pad.2) : f64[3]
          %add.1 = add(%pad, %add) : f64[3]
          %constant.1 = constant[value=1] : f64[]
          %broadcast = broadcast[shape=[3], axes=[]](%constant.1) : f64[3]
          %multiply = multiply(%add.1, %broadcast) : f64[3]
          return %multiply
        }
        """,
        Literal.Create<double>([1], [1]), Literal.Create<double>([2], [2, 5]), Literal.Create<double>([1], [3]));

    private static void AssertKept(Pass pass, string text, params ImmutableArray<Literal> arguments)
    {
        Computation before = TextForm.Parse(text);
        Computation after = pass.Run(before, new PassLog());
        Verifier.Verify(after);
        Assert.NotSame(before, after);
        Assert.Equal(Interpreter.Evaluate(before, arguments).AsEnumerable(), Interpreter.Evaluate(after, arguments));
    }
}
