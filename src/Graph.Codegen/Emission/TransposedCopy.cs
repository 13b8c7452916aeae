using System.Reflection.Emit;
using System.Runtime.Intrinsics.X86;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Copies columns whose terms lie together in memory to where the columns of a term do: four columns of four terms at a time, turned round
/// in registers.
/// </summary>
internal sealed class TransposedCopy
{
    private const int Side = 4;

    private readonly Frame frame;
    private readonly ILGenerator il;
    private readonly PlaceEmitter source;
    private readonly PlaceEmitter target;
    private readonly long columnBytes;
    private readonly long termBytes;

    /// <param name="frame">The method.</param>
    /// <param name="source">Where an element is read, used in the innermost loop.</param>
    /// <param name="columnBytes">How far neighbouring columns lie apart there; terms lie together.</param>
    /// <param name="target">Where it is written; columns lie together.</param>
    /// <param name="termBytes">How far neighbouring terms lie apart there.</param>
    public TransposedCopy(Frame frame, PlaceEmitter source, long columnBytes, PlaceEmitter target, long termBytes)
    {
        (this.frame, this.source, this.columnBytes, this.target, this.termBytes) = (frame, source, columnBytes, target, termBytes);
        il = frame.IL;
    }

    /// <summary>Whether the processor has the instructions, and a load is such a one: of any four bytes, which are copied as they are. A guard is
    /// the caller's affair.</summary>
    public static bool IsPossible(Load load, LoopAxis columns, LoopAxis terms) =>
        Sse.IsSupported && load is { Element.ByteSize: sizeof(float), Place: { Indirection: null } place }
        && place.Map.CoefficientOf(terms) == 1 && place.Map.CoefficientOf(columns) is not (null or 0 or 1);

    /// <summary>Adds to the addresses what is known at a level around the loops.</summary>
    public void Enter(int level)
    {
        source.Enter(level);
        target.Enter(level);
    }

    /// <summary>Copies from where the indices stand to their limits.</summary>
    /// <param name="column">The index of the column, whose level is the last but one.</param>
    /// <param name="columnLevel">That level.</param>
    /// <param name="endColumn">Pushes its limit.</param>
    /// <param name="term">The index of the term.</param>
    /// <param name="firstTerm">Pushes where it begins, for each column.</param>
    /// <param name="endTerm">Pushes its limit.</param>
    public void Write(LocalBuilder column, int columnLevel, Action endColumn, LocalBuilder term, Action firstTerm, Action endTerm)
    {
        void Terms(int columns)
        {
            Enter(columnLevel);
            firstTerm();
            il.Pop(term);
            if (columns == Side)
            {
                il.Loop(term, endTerm, Side, Turn, slack: Side - 1);
            }
            il.Loop(term, endTerm, 1, () => CopyTerm(columns));
        }
        il.Loop(column, endColumn, Side, () => Terms(Side), slack: Side - 1);
        il.Loop(column, endColumn, 1, () => Terms(1));
    }

    private void CopyTerm(int columns)
    {
        for (int column = 0; column < columns; column++)
        {
            (long from, long to) = (column * columnBytes, column * sizeof(float));
            LaneValue value = frame.Scalar.Load(() => PushAt(source, from), ElementType.F32, null);
            frame.Scalar.Store(() => PushAt(target, to), value, null);
        }
    }

    private void Turn()
    {
        VectorCode code = new(il, 128);
        VectorTerm Of(string name, VectorTerm a, VectorTerm b) => code.Apply(typeof(Sse).GetMethod(name)!, typeof(float), a, b).Kept();
        VectorTerm[] rows =
            [.. Enumerable.Range(0, Side).Select(column => code.From("Load", typeof(float), () => PushAt(source, column * columnBytes)).Kept())];
        (VectorTerm low, VectorTerm high) = (Of(nameof(Sse.UnpackLow), rows[0], rows[1]), Of(nameof(Sse.UnpackHigh), rows[0], rows[1]));
        (VectorTerm otherLow, VectorTerm otherHigh) = (Of(nameof(Sse.UnpackLow), rows[2], rows[3]), Of(nameof(Sse.UnpackHigh), rows[2], rows[3]));
        VectorTerm[] turned =
        [
            Of(nameof(Sse.MoveLowToHigh), low, otherLow), Of(nameof(Sse.MoveHighToLow), otherLow, low),
            Of(nameof(Sse.MoveLowToHigh), high, otherHigh), Of(nameof(Sse.MoveHighToLow), otherHigh, high),
        ];
        for (int term = 0; term < Side; term++)
        {
            turned[term].Push();
            PushAt(target, term * termBytes);
            il.Emit(OpCodes.Call, code.Methods["Store", 2, typeof(float)]);
        }
    }

    private void PushAt(PlaceEmitter place, long offset)
    {
        place.PushAddress();
        il.MoveBy(offset);
    }
}
