using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>How the points of a vector lie in memory.</summary>
internal enum Access
{
    /// <summary>All points have one place.</summary>
    Uniform,

    /// <summary>Neighbouring points have neighbouring places, where they have one.</summary>
    Contiguous,

    /// <summary>Each point is looked up by itself.</summary>
    PerPoint,
}

/// <summary>An index that is data, as an instruction of the body has it.</summary>
/// <param name="Level">The level at which it is known.</param>
/// <param name="IsVector">Whether it differs between the points of a vector.</param>
/// <param name="Push">Pushes it as an int64.</param>
internal sealed record DataIndex(int Level, bool IsVector, Action Push);

/// <summary>
/// The address of an element: a pointer that moves from level to level, so that what a loop does not change is added once before it; and
/// beside it, whether there is an element at all.
/// </summary>
internal sealed class PlaceEmitter
{
    private readonly ILGenerator il;
    private readonly LoopNest nest;
    private readonly int bytes;
    private readonly Place place;
    private readonly DataIndex? index;
    private readonly int level;
    private readonly List<IndexTerm>[] terms;
    private readonly List<Bound>[] bounds;
    private readonly State[] states;
    private LocalBuilder? moved;

    /// <summary>The place of an effect or instruction.</summary>
    /// <param name="il">Where the code goes.</param>
    /// <param name="nest">The loops around it.</param>
    /// <param name="start">A local with the address of the operand.</param>
    /// <param name="element">The operand's element type.</param>
    /// <param name="place">Which element.</param>
    /// <param name="access">How the points of a vector lie.</param>
    /// <param name="level">The level at which it is used.</param>
    /// <param name="index">Where the place is indirect.</param>
    public PlaceEmitter(
        ILGenerator il, LoopNest nest, LocalBuilder start, ElementType element, Place place, Access access, int level,
        DataIndex? index = null)
    {
        (this.il, this.nest, this.place, this.level, this.index) = (il, nest, place, level, index);
        (bytes, Access) = (element.ByteSize, access);
        states = new State[level + 1];
        states[0] = new State(start, null, place.Map.Constant);
        terms = [.. Enumerable.Range(0, level + 1).Select(_ => new List<IndexTerm>())];
        bounds = [.. Enumerable.Range(0, level + 1).Select(_ => new List<Bound>())];
        foreach (IndexTerm term in place.Map.Terms)
        {
            bool isLate = access == Access.PerPoint && nest.IsVector(term.Atom);
            terms[isLate ? level : nest.LevelOf(term.Atom)].Add(term);
        }
        foreach (Bound bound in place.Guard.Bounds)
        {
            bounds[nest.IsVector(bound.Map) ? level : nest.LevelOf(bound.Map)].Add(bound);
        }
    }

    /// <summary>How the points of a vector lie.</summary>
    public Access Access { get; }

    /// <summary>Which element.</summary>
    public Place Place => place;

    /// <summary>The size of an element.</summary>
    public int ElementBytes => bytes;

    /// <summary>The bounds that differ between the points of a vector.</summary>
    public IEnumerable<Bound> VectorBounds => bounds[level].Where(bound => nest.IsVector(bound.Map));

    /// <summary>Adds what is known at a level around the one where the place is used; level after level.</summary>
    public void Enter(int at)
    {
        if (at >= level)
        {
            return;
        }
        bool isIndexed = index is { IsVector: false } && index.Level == at;
        (LocalBuilder address, LocalBuilder? isThere, long constant) = states[at];
        if (bounds[at].Count > 0 || isIndexed)
        {
            isThere = EnterGuard(at, isIndexed);
        }
        if (terms[at].Count > 0 || isIndexed)
        {
            address = il.DeclareAddress();
            PushSum(at, isIndexed);
            il.Pop(address);
            constant = 0;
        }
        states[at + 1] = new State(address, isThere, constant);
    }

    /// <summary>Branches where no point of the vector has a place: what of the guard is the same for all of them.</summary>
    public void BranchUnlessThere(Label none)
    {
        BranchUnlessThere(level, none);
        nest.BranchUnless(bounds[level].Where(bound => !nest.IsVector(bound.Map)), none);
        if (index is { IsVector: false } && index.Level == level)
        {
            BranchByIndex(none);
        }
    }

    /// <summary>Branches where the point in turn has no place: the rest of the guard.</summary>
    public void BranchUnlessPointIsThere(Label none)
    {
        nest.BranchUnless(VectorBounds, none);
        if (index is { IsVector: true })
        {
            BranchByIndex(none);
        }
    }

    /// <summary>Whether <see cref="BranchUnlessThere(Label)"/> ever branches.</summary>
    public bool MayBeNowhere => states[level].IsThere is not null || bounds[level].Any(bound => !nest.IsVector(bound.Map))
        || (index is { IsVector: false } && index.Level == level);

    /// <summary>Pushes the address.</summary>
    public void PushAddress() => PushSum(level, index is not null && (index.IsVector || index.Level == level));

    /// <summary>
    /// Whether every vector that starts at a multiple of its length along the vector axis starts at a multiple of some bytes.
    /// </summary>
    public bool IsAlignedTo(long vectorBytes) => index is null && place.Map.Constant * bytes % vectorBytes == 0
        && place.Map.Terms.All(term =>
            (term.Atom is AxisAtom(var axis) && axis == nest.Vector) || term.Coefficient * bytes % vectorBytes == 0);

    private void PushSum(int at, bool isIndexed)
    {
        il.Push(states[at].Address);
        foreach ((IndexAtom atom, long coefficient) in terms[at])
        {
            il.MoveBy(() => nest.Push(atom), checked(coefficient * bytes));
        }
        if (isIndexed)
        {
            il.MoveBy(() => il.Push(moved!), checked(place.Indirection!.Stride * bytes));
        }
        il.MoveBy(checked(states[at].Constant * bytes));
    }

    private LocalBuilder EnterGuard(int at, bool isIndexed)
    {
        LocalBuilder next = il.DeclareLocal(typeof(int));
        Label none = il.DefineLabel();
        Label end = il.DefineLabel();
        BranchUnlessThere(at, none);
        nest.BranchUnless(bounds[at], none);
        if (isIndexed)
        {
            BranchByIndex(none);
        }
        il.Emit(OpCodes.Ldc_I4_1);
        il.Emit(OpCodes.Br, end);
        il.MarkLabel(none);
        il.Emit(OpCodes.Ldc_I4_0);
        il.MarkLabel(end);
        il.Pop(next);
        return next;
    }

    private void BranchUnlessThere(int at, Label none)
    {
        if (states[at].IsThere is { } isThere)
        {
            il.Push(isThere);
            il.Emit(OpCodes.Brfalse, none);
        }
    }

    private void BranchByIndex(Label none)
    {
        moved = il.DeclareIndex();
        index!.Push();
        il.Pop(moved);
        il.Push(moved);
        il.Push(place.Indirection!.Limit);
        il.Emit(OpCodes.Bge_Un, none);
    }

    /// <summary>What stands before a level is entered.</summary>
    /// <param name="Address">The address as far as it is known.</param>
    /// <param name="IsThere">An int32, 0 where what is known of the guard does not hold; or null where there is nothing.</param>
    /// <param name="Constant">The constant summand that is not in the address yet.</param>
    private readonly record struct State(LocalBuilder Address, LocalBuilder? IsThere, long Constant);
}
