namespace Graph.Properties.Generation;

/// <summary>What kind of computations to draw.</summary>
/// <param name="Name">For reports.</param>
/// <param name="HasSpecials">Whether constants and arguments may be NaN, infinite, subnormal, huge, or the ends of an integer type.</param>
/// <param name="IsSmooth">Whether all floats are f64 and every function is applied where it has a derivative, at least almost everywhere.</param>
/// <param name="Elements">The element types with their weights.</param>
public sealed record Profile(string Name, bool HasSpecials, bool IsSmooth, ImmutableArray<(int Weight, ElementType Element)> Elements)
{
    /// <summary>Every operator, element type and value, however ill-behaved.</summary>
    public static Profile General { get; } = new("general", HasSpecials: true, IsSmooth: false,
        [
            (30, ElementType.F32), (14, ElementType.F64), (14, ElementType.I32), (9, ElementType.I64), (11, ElementType.U32), (10, ElementType.U8),
            (12, ElementType.Bool),
        ]);

    /// <summary>Every operator and element type on ordinary values, so that results stay finite and rounding stays small.</summary>
    public static Profile Calm { get; } = new("calm", HasSpecials: false, IsSmooth: false,
        [
            (40, ElementType.F32), (30, ElementType.F64), (8, ElementType.I32), (5, ElementType.I64), (6, ElementType.U32), (5, ElementType.U8),
            (6, ElementType.Bool),
        ]);

    /// <summary>Functions of f64 that can be differentiated almost everywhere.</summary>
    public static Profile Smooth { get; } = new("smooth", HasSpecials: false, IsSmooth: true,
        [(88, ElementType.F64), (6, ElementType.I32), (6, ElementType.Bool)]);

    /// <summary>All profiles, with how often each is drawn.</summary>
    public static ImmutableArray<(int Weight, Profile Item)> All { get; } = [(50, General), (27, Calm), (23, Smooth)];
}
