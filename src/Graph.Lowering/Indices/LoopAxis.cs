using System.Globalization;

namespace Graph.Lowering;

/// <summary>A loop of a kernel: it counts 0 … size − 1.</summary>
/// <param name="Number">Its number within the kernel.</param>
/// <param name="Size">How often it runs, 0 or more.</param>
public readonly record struct LoopAxis(int Number, long Size)
{
    private const string Letters = "ijklmnopqrstuvwxyz";

    /// <summary>The name in the text form: <c>i</c>, <c>j</c>, … by number, then <c>a18</c>, <c>a19</c>, ….</summary>
    public string Name => Number < Letters.Length ? Letters[Number].ToString() : string.Create(CultureInfo.InvariantCulture, $"a{Number}");

    /// <summary>Name and size, such as <c>i:32</c>.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Name}:{Size}");
}
