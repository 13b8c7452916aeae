namespace Graph.Tests.Cpu;

/// <summary>Computations that the property <c>compiled</c> once found to be compiled wrongly, shrunk; each is named by what went wrong.</summary>
public sealed class FoundByPropertiesTests
{
    /// <summary>The guard of the fold depended on an index that is data, which no guard can.</summary>
    [Fact]
    public void A_lookup_in_windows_put_back() => Check(
        """
        computation @case(%v1: f32[1,2]) -> (result: f32[2,2]) {
          %fold = fold[axes=[0], length=[3], stride=[2], dilation=[1]](%v1) : f32[3]
          %constant = constant[value=[[2,2],[0,2]]] : u32[2,2]
          %gather = gather(%fold, %constant) : f32[2,2]
          return %gather
        }
        """,
        Literal.Create<float>([1, 2], [3f, 4f]));

    private static void Check(string text, params ImmutableArray<Literal> arguments)
    {
        Computation computation = TextForm.Parse(text);
        foreach (bool merges in (bool[])[true, false])
        {
            Runs.Check(Runs.Simulated(), computation, arguments, merges);
            Runs.Check(Runs.Backend(), computation, arguments, merges);
        }
    }
}
