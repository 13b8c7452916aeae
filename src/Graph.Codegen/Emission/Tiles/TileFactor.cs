using System.Reflection.Emit;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>A factor of the products as the tiles read it: as it lies in memory, or as it was packed.</summary>
internal sealed class TileFactor
{
    // The processor foresees no steps as large as these; so many terms ahead, lines come in time.
    private const long FarApart = 512;
    private const long TermsAhead = 12;

    private readonly ILGenerator il;
    private readonly FactorAccess access;
    private readonly ElementType element;
    private readonly PlaceEmitter place;
    private readonly long rowBytes;
    private readonly long termBytes;
    private readonly LocalBuilder pointer;
    private readonly bool isFarApart;

    /// <param name="frame">The method.</param>
    /// <param name="plan">The contraction.</param>
    /// <param name="nest">The loops around the terms.</param>
    /// <param name="value">The instruction whose scalar it is.</param>
    /// <param name="packed">Where it was packed; null where it is read as it lies.</param>
    public TileFactor(Frame frame, TilePlan plan, LoopNest nest, int value, ScratchRow? packed)
    {
        il = frame.IL;
        access = plan.Contraction.AccessOf(plan.Kernel, value);
        element = plan.Element;
        Place source = packed is not null ? new Place(-1, packed.Map, Guard.Always) : access.Plain!.Place with { Guard = Guard.Always };
        LocalBuilder start = packed?.Start ?? frame.Operands[source.Operand];
        place = new PlaceEmitter(il, nest, start, element, source, Access.Uniform, plan.LevelOfTerm(plan.Terms.Count - 1));
        rowBytes = plan.Rows is { } rows ? source.Map.CoefficientOf(rows)!.Value * element.ByteSize : 0;
        termBytes = source.Map.CoefficientOf(plan.Terms[^1])!.Value * element.ByteSize;
        pointer = il.DeclareAddress();
        isFarApart = packed is null && access.AlongColumns && Math.Abs(termBytes) >= FarApart;
    }

    /// <summary>
    /// Whether a row reads at one term what another one reads at another term, out of so many. Terms written one after the other would tempt
    /// the compiler to keep all of it in registers.
    /// </summary>
    public bool RowsShareTerms(long terms) => access.AlongRows && Math.Abs(rowBytes) < Math.Abs(termBytes) * terms;

    /// <summary>Adds to the address what is known at a level around the innermost loop.</summary>
    public void Enter(int level) => place.Enter(level);

    /// <summary>Points to the first term of the innermost loop, at whose start its axis stands.</summary>
    public void Begin()
    {
        place.PushAddress();
        il.Pop(pointer);
    }

    /// <summary>Goes on to the next term.</summary>
    public void Advance()
    {
        if (termBytes != 0)
        {
            il.Push(pointer);
            il.MoveBy(termBytes);
            il.Pop(pointer);
        }
    }

    /// <summary>What the rows and vectors of a tile read of one term.</summary>
    /// <param name="lane">The vectors.</param>
    /// <param name="tile">The tile.</param>
    /// <param name="term">How many terms behind the one that is pointed to.</param>
    public FactorValues Load(Lane lane, TileTotals tile, int term)
    {
        if (isFarApart)
        {
            for (long line = 0; line < (long)tile.Shape.Columns * element.ByteSize; line += Buffer.Alignment)
            {
                il.Push(pointer);
                il.MoveBy(line + ((term + TermsAhead) * termBytes));
                lane.Prefetch();
            }
        }
        Action AddressOf(int row, int vector) => () =>
        {
            il.Push(pointer);
            il.MoveBy((term * termBytes) + (row * rowBytes) + ((long)vector * lane.Count * element.ByteSize));
        };
        return new FactorValues(
            access,
            tile.Rests,
            (row, vector) => access.AlongColumns
                ? lane.Load(AddressOf(row, vector), element, tile.MaskOf(vector))
                : lane.Broadcast(AddressOf(row, vector), element),
            rests => rests.Repeat(AddressOf(0, tile.Shape.OwnVectors)));
    }
}
