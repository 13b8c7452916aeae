using System.Runtime.InteropServices;
using Graph.Codegen;
using Graph.Properties.Generation;

namespace Graph.Properties.Compiling;

/// <summary>How a case is compiled: a function of its seed and index alone, so that it stays what it is while the case is shrunk.</summary>
/// <param name="Width">The lane width, all equally often.</param>
/// <param name="Other">Another lane width, which must give the same bits.</param>
/// <param name="Merges">Whether kernels are merged.</param>
/// <param name="Donates">Whether a parameter's memory is given to a result, where two are of one type.</param>
/// <param name="IsGuarded">Whether every buffer lies before a guard page; else those of the arena share memory as the plan says.</param>
/// <param name="IsFine">Whether chunks are as small as a schedule allows, so that small tensors have several.</param>
/// <param name="Streams">Whether stores go past the caches wherever they can.</param>
/// <param name="Choice">Chooses among what depends on the computation.</param>
public sealed record Variant(
    LaneWidth Width, LaneWidth Other, bool Merges, bool Donates, bool IsGuarded, bool IsFine, bool Streams, ulong Choice)
{
    private static readonly ImmutableArray<LaneWidth> widths = ImmutableCollectionsMarshal.AsImmutableArray(Enum.GetValues<LaneWidth>());

    /// <summary>The numbers of threads that each case runs with.</summary>
    public static ImmutableArray<int> Threads => [1, 2, 4];

    /// <summary>All lane widths.</summary>
    public static ImmutableArray<LaneWidth> Widths => widths;

    /// <summary>The way of a case.</summary>
    public static Variant Of(Case subject)
    {
        Draw draw = subject.DrawFor("compiled");
        int width = draw.Below(widths.Length);
        LaneWidth other = widths[(width + draw.Between(1, widths.Length - 1)) % widths.Length];
        bool isGuarded = draw.Chance(0.25) && OperatingSystem.IsLinux();
        // Stores past the caches need lines, and memory before a guard page begins anywhere.
        return new Variant(
            widths[width],
            other,
            Merges: draw.Chance(0.75),
            Donates: draw.Chance(0.4),
            isGuarded,
            IsFine: draw.Chance(0.6),
            Streams: draw.Chance(0.3) && !isGuarded,
            Choice: draw.Bits());
    }

    /// <summary>The pair of a parameter and a result that share memory, or none.</summary>
    public ImmutableArray<(int Parameter, int Result)> Donated(Computation computation)
    {
        ImmutableArray<(int, int)> pairs =
        [
            .. from parameter in Enumerable.Range(0, Donates ? computation.Parameters.Length : 0)
               from result in Enumerable.Range(0, computation.Results.Length)
               where computation.Parameters[parameter].Type == computation.Results[result].Type
               select (parameter, result),
        ];
        return pairs.IsEmpty ? [] : [pairs[(int)(Choice % (ulong)pairs.Length)]];
    }

    /// <summary>What is out of the ordinary, for messages.</summary>
    public override string ToString() => string.Join(", ", new[]
    {
        Merges ? null : "kernels not merged",
        IsGuarded ? "guard pages" : null,
        IsFine ? "smallest chunks" : null,
        Streams ? "stores past the caches" : null,
    }.OfType<string>());
}
