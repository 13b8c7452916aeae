using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>What a tile reads of a factor at one term; what several rows or vectors of it share is loaded once.</summary>
/// <param name="access">How the factor is read.</param>
/// <param name="rests">What rows have in common vectors, or null.</param>
/// <param name="load">Loads it for a row and a vector.</param>
/// <param name="repeat">Loads what rows have in common vectors, where it differs between columns.</param>
internal sealed class FactorValues(FactorAccess access, SharedRests? rests, Func<int, int, LaneValue> load, Func<SharedRests, LaneValue> repeat)
{
    private readonly Dictionary<(int Row, int Vector), LaneValue> loaded = [];
    private LaneValue? repeated;

    /// <summary>The value for a row and a vector.</summary>
    public LaneValue this[int row, int vector]
    {
        get
        {
            (int Row, int Vector) key = (access.AlongRows ? row : 0, access.AlongColumns ? vector : 0);
            if (!loaded.TryGetValue(key, out LaneValue? value))
            {
                value = load(key.Row, key.Vector);
                loaded.Add(key, value);
            }
            return value;
        }
    }

    /// <summary>The value for the vector that has a row's rest.</summary>
    public LaneValue OfRests(int row) =>
        access.AlongColumns ? repeated ??= repeat(rests!) : access.AlongRows ? rests!.Join(row, own => this[own, 0]) : this[row, 0];
}
