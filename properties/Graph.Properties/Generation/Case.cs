namespace Graph.Properties.Generation;

/// <summary>A computation with arguments, and the numbers that draw it again.</summary>
/// <param name="Seed">The seed of the run.</param>
/// <param name="Index">Which case of the run.</param>
/// <param name="Profile">What kind of computation it is.</param>
/// <param name="Computation">The computation.</param>
/// <param name="Arguments">One literal for each parameter.</param>
public sealed record Case(ulong Seed, long Index, Profile Profile, Computation Computation, ImmutableArray<Literal> Arguments)
{
    /// <summary>A stream of random numbers that belongs to this case and a purpose; the same before and after shrinking.</summary>
    public Draw DrawFor(string purpose) => new Draw(Seed).Split((ulong)Index).Split(purpose);
}
