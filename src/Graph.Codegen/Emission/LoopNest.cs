using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// The loops around a stage's body. What depends on no axis is of level 0, and each axis has a level: what is computed at a level is
/// computed as soon as the loop of that level is entered, and not again in the loops within.
/// </summary>
/// <param name="il">Where the code goes.</param>
/// <param name="vector">The axis along which vectors lie, or null where code runs for one point at a time.</param>
internal sealed class LoopNest(ILGenerator il, LoopAxis? vector)
{
    private readonly Dictionary<LoopAxis, (int Level, LocalBuilder Local)> axes = [];
    private LocalBuilder? element;
    private LocalBuilder? point;

    /// <summary>The axis along which vectors lie.</summary>
    public LoopAxis? Vector => vector;

    /// <summary>The level of the innermost loop.</summary>
    public int Depth { get; private set; }

    /// <summary>How far the vector in the making stands behind the value of the vector axis.</summary>
    public long Offset { get; set; }

    /// <summary>Puts an axis at a level.</summary>
    public void Add(LoopAxis axis, int level, LocalBuilder local)
    {
        axes[axis] = (level, local);
        Depth = Math.Max(Depth, level);
    }

    /// <summary>Makes the nest as deep as a level without axes.</summary>
    public void Deepen(int level) => Depth = Math.Max(Depth, level);

    /// <summary>Where the value of an axis is.</summary>
    public LocalBuilder LocalOf(LoopAxis axis) => axes[axis].Local;

    /// <summary>The level at which a map is known.</summary>
    public int LevelOf(IndexMap map) => map.Axes().Select(axis => axes[axis].Level).DefaultIfEmpty().Max();

    /// <summary>The level at which an atom is known.</summary>
    public int LevelOf(IndexAtom atom) => atom switch
    {
        AxisAtom(var axis) => axes[axis].Level,
        QuotientAtom(var dividend, _) => LevelOf(dividend),
        RemainderAtom(var dividend, _) => LevelOf(dividend),
        _ => throw new System.Diagnostics.UnreachableException($"{atom} is of no known kind"),
    };

    /// <summary>The level at which a guard is known.</summary>
    public int LevelOf(Guard guard) => guard.Bounds.Select(bound => LevelOf(bound.Map)).DefaultIfEmpty().Max();

    /// <summary>Whether a map differs between the points of a vector.</summary>
    public bool IsVector(IndexMap map) => vector is { } axis && map.DependsOn(axis);

    /// <summary>Whether an atom differs between the points of a vector.</summary>
    public bool IsVector(IndexAtom atom) => atom switch
    {
        AxisAtom(var axis) => axis == vector,
        QuotientAtom(var dividend, _) => IsVector(dividend),
        RemainderAtom(var dividend, _) => IsVector(dividend),
        _ => throw new System.Diagnostics.UnreachableException($"{atom} is of no known kind"),
    };

    /// <summary>Whether a guard differs between the points of a vector.</summary>
    public bool IsVector(Guard guard) => guard.Bounds.Any(bound => IsVector(bound.Map));

    /// <summary>
    /// Pushes the value of an axis, an int64; of the vector axis, that of the first point of the vector, or of the point in turn.
    /// </summary>
    public void Push(LoopAxis axis)
    {
        if (axis == vector && element is not null)
        {
            il.Push(element);
            return;
        }
        il.Push(LocalOf(axis));
        if (axis == vector && Offset != 0)
        {
            il.Push(Offset);
            il.Emit(OpCodes.Add);
        }
    }

    /// <summary>Runs code for the first points of the vector, one after the other.</summary>
    /// <param name="count">How many.</param>
    /// <param name="body">Writes the code, given the number of the point within the vector.</param>
    public void ForEachPoint(int count, Action<LocalBuilder> body)
    {
        LocalBuilder number = il.DeclareIndex();
        LocalBuilder value = il.DeclareIndex();
        il.Count(number, count, () =>
        {
            Push(vector!.Value);
            il.Push(number);
            il.Emit(OpCodes.Add);
            il.Pop(value);
            (element, point) = (value, number);
            body(number);
            (element, point) = (null, null);
        });
    }

    /// <summary>Pushes the number of the point in turn within its vector.</summary>
    public void PushPoint() => il.Push(point!);

    /// <summary>Pushes the value of a map, an int64.</summary>
    public void Push(IndexMap map) => Code.Push(map);

    /// <summary>Pushes the value of an atom, an int64.</summary>
    public void Push(IndexAtom atom) => Code.Push(atom);

    /// <summary>Branches where a condition does not hold.</summary>
    public void BranchUnless(IEnumerable<Bound> conditions, Label none) => Code.BranchUnless(conditions, none);

    private IndexCode Code => new(il, Push);
}
