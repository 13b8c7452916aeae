using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>
/// The scalars of neighbouring points, in locals of the method that is being written, or a constant. <see cref="Lane.Push"/> pushes a part
/// of either.
/// </summary>
/// <param name="Element">What each of them is.</param>
/// <param name="Parts">
/// The locals. A vector of the lane's width holds elements of 32 bits: f32, i32, u32, u8 widened to u32, bool as a mask of all ones or
/// zeros; of f64 and i64 there are two vectors, the earlier points in the first. A scalar lane has one local of the element's own type, a
/// bool as int32 0 or 1, a u8 as int32.
/// </param>
internal sealed record LaneValue(ElementType Element, ImmutableArray<LocalBuilder> Parts)
{
    /// <summary>
    /// The same constant at all points, of rank 0, or null. A constant has no locals: written where it is used, it becomes an operand in
    /// memory and takes no register.
    /// </summary>
    public Literal? Constant { get; init; }

    /// <summary>Of a mask that is true at the first points and nowhere else, their number; or null.</summary>
    public int? FirstPoints { get; init; }
}
