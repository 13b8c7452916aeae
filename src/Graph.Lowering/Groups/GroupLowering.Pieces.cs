namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    // A piece is at least this long in memory: shorter ones are not worth a vector.
    private const long LeastRun = 4;

    // Each piece is code of its own.
    private const int MostPieces = 16;

    private const int MostVisits = 64;

    /// <summary>Makes the points those of one piece; each of them computes its element of every piece.</summary>
    private void EnterPieces(Shape whole, Pieces inPieces)
    {
        EnterSpace(inPieces.Points, _ => true);
        pieces = [.. inPieces.Starts.Select(start => PieceAt(inPieces.Step, start, whole)).Where(piece => !piece.Inside.IsNever)];
        (space, spaceShape) = (pieces[0].At, whole);
    }

    private Piece PieceAt(Shape step, Shape start, Shape whole)
    {
        ImmutableArray<IndexMap> at = [.. pointIndices.Select((index, axis) => (index * step[axis]) + start[axis])];
        return new Piece(at, at.Zip(whole).Aggregate(Guard.Always, (inside, axis) => inside.And(Guard.Within(axis.First, axis.Second))));
    }

    /// <summary>Two terms of a reduction as one.</summary>
    private static int Combined(StageBuilder stage, ReduceKind kind, int left, int right)
    {
        bool isLogical = stage[left].Element == ElementType.Bool;
        BinaryKind op = kind switch
        {
            ReduceKind.SumOf => isLogical ? BinaryKind.BitwiseOr : BinaryKind.Add,
            ReduceKind.ProductOf => isLogical ? BinaryKind.BitwiseAnd : BinaryKind.Multiply,
            ReduceKind.MaximumOf => BinaryKind.Larger,
            ReduceKind.MinimumOf => BinaryKind.Smaller,
        };
        return stage.Emit(new Compute(new Binary(op), stage[left].Element, [left, right]));
    }

    /// <summary>Whether movement and elementwise operators lead to parts that are put together, as far as a short look shows.</summary>
    /// <param name="root">Where to look from.</param>
    /// <param name="isMember">Which nodes to look through.</param>
    internal static bool IsOfParts(Expr root, Predicate<Expr> isMember)
    {
        Stack<Expr> toVisit = new([root]);
        for (int visit = 0; visit < MostVisits && toVisit.TryPop(out Expr? node); visit++)
        {
            if (node.Op is Concatenate)
            {
                return true;
            }
            if (node.Op is Reshape or Transpose || IsElementwise(node.Op))
            {
                foreach (Expr input in node.Inputs.Where(input => isMember(input)))
                {
                    toVisit.Push(input);
                }
            }
        }
        return false;
    }

    /// <summary>Whether an element of the result is made of the elements at the same indices.</summary>
    internal static bool IsElementwise(Op op) => op is Unary or Binary or Compare or Select or Cast or Bitcast;

    /// <summary>What a point makes of one piece.</summary>
    /// <param name="At">The indices of its element.</param>
    /// <param name="Inside">Where there is such an element.</param>
    private readonly record struct Piece(ImmutableArray<IndexMap> At, Guard Inside);

    /// <summary>
    /// Equal pieces of a result: the parts of a concatenation, or the elements of windows that lie side by side. A point makes one element
    /// of each, at the places <c>point · step + start</c>, where there are such.
    /// </summary>
    /// <param name="Points">The shape of a piece.</param>
    /// <param name="Step">By how much the place grows with the point, along each axis.</param>
    /// <param name="Starts">Where each piece starts.</param>
    private sealed record Pieces(Shape Points, Shape Step, ImmutableArray<Shape> Starts)
    {
        /// <summary>The pieces of a group's first root; null where it has none.</summary>
        public static Pieces? Of(KernelGroup group)
        {
            Expr root = group.Roots[0];
            if (root.Type.ElementCount == 0)
            {
                return null;
            }
            Stack<Expr> toVisit = new([root]);
            HashSet<Expr> seen = [root];
            while (toVisit.TryPop(out Expr? node))
            {
                switch (node.Op)
                {
                    case Concatenate concatenate:
                        return OfConcatenate(concatenate, node);
                    case Fold fold when Windows.IsMovement(node):
                        return OfFold(fold, node);
                    case Reshape when IsOfParts(node, group.Members.Contains):
                        return OfInterleaving(node);
                    case var op when IsElementwise(op):
                        foreach (Expr input in node.Inputs.Where(input => group.Members.Contains(input) && seen.Add(input)))
                        {
                            toVisit.Push(input);
                        }
                        break;
                    default:
                        break;
                }
            }
            return null;
        }

        private static Pieces? OfConcatenate(Concatenate concatenate, Expr node)
        {
            int axis = concatenate.Axis;
            Shape part = node.Inputs[0].Shape;
            bool isWorth = node.Inputs.Length is > 1 and <= MostPieces && node.Inputs.All(input => input.Shape == part)
                && part[axis..].ElementCount >= LeastRun;
            return isWorth
                ? new Pieces(part, Shape.Repeat(1, part.Rank), [.. node.Inputs.Select((_, place) => Shape.Repeat(0, part.Rank).With(axis, place * part[axis]))])
                : null;
        }

        private static Pieces? OfFold(Fold fold, Expr node)
        {
            Shape step = Shape.Repeat(1, node.Rank);
            for (int place = 0; place < fold.Axes.Count; place++)
            {
                step = step.With(fold.Axes[place], fold.Stride[place]);
            }
            return InSteps(node.Shape, step);
        }

        /// <summary>A reshape that lays parts into each other: element s·i + a of an axis is element i of part a.</summary>
        private static Pieces? OfInterleaving(Expr node)
        {
            Shape from = node.Inputs[0].Shape;
            Shape step = Shape.Repeat(1, node.Rank);
            int source = 0;
            for (int axis = 0; axis < node.Rank; axis++)
            {
                long size = source < from.Rank ? from[source++] : 1;
                if (size != node.Shape[axis])
                {
                    step = step.With(axis, source < from.Rank ? from[source] : 1);
                    size *= source < from.Rank ? from[source++] : 1;
                }
                if (size != node.Shape[axis])
                {
                    return null;
                }
            }
            return InSteps(node.Shape, step);
        }

        /// <summary>The pieces that have one element of each run of <paramref name="step"/> elements; null where there are many.</summary>
        private static Pieces? InSteps(Shape shape, Shape step)
        {
            if (step.ElementCount is < 2 or > MostPieces)
            {
                return null;
            }
            ImmutableArray<Shape> starts = [.. Enumerable.Range(0, (int)step.ElementCount)
                .Select(number => Shape.Create([.. step.Strides.Select((stride, axis) => number / stride % step[axis])]))];
            return new Pieces([.. shape.Zip(step, (size, by) => (size + by - 1) / by)], step, starts);
        }
    }
}
