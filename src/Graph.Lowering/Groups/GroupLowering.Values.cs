using System.Diagnostics;

namespace Graph.Lowering;

internal sealed partial class GroupLowering
{
    /// <summary>The element of a node at some indices, wherever the guard holds; elsewhere it may be anything.</summary>
    private int Value(StageBuilder stage, Expr node, Sequence<IndexMap> at, Guard guard)
    {
        if (refusal is not null)
        {
            return stage.Emit(new Immediate(nothing));
        }
        ValueKey key = new(node, at, guard);
        if (!stage.Values.TryGetValue(key, out int value))
        {
            bool isHere = group.Members.Contains(node) || IsImmediate(node);
            value = TakeKept(stage, key) ?? TakeFromPoint(stage, key) ?? (isHere ? Compute(stage, key) : LoadOf(stage, key));
            stage.Values.Add(key, value);
        }
        return value;
    }

    private int Compute(StageBuilder stage, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        int Of(int operand, IEnumerable<IndexMap> indices) => Value(stage, node.Inputs[operand], [.. indices], guard);
        if (node.Op is Iota or Pad or Concatenate or Gather or Scatter or RandomBits or Fold && at.Any(DependsOnData))
        {
            return Refuse(stage, $"{node.Op.Name} would be looked up by data");
        }
        switch (node.Op)
        {
            case Constant(var value):
                return stage.Emit(new Immediate(value.WithShape([])));
            case Iota(_, var axis) when at[axis] is { IsConstant: true, Constant: >= 0 and <= sbyte.MaxValue and var known }:
                return stage.Emit(new Immediate(Primitives.Fill(new TensorType(node.Element, []), known).Splat!));
            case Iota(_, var axis):
                int counted = stage.Emit(new IndexValue(at[axis], ElementType.I64));
                return node.Element == ElementType.I64 ? counted : stage.Emit(new Compute(new Cast(node.Element), node.Element, [counted]));
            case Unary or Binary or Compare or Select or Cast or Bitcast:
                return stage.Emit(new Compute(node.Op, node.Element, [.. Enumerable.Range(0, node.Inputs.Length)
                    .Select(operand => Of(operand, at))]));
            case StopGradient:
                return Of(0, at);
            case Transpose(var permutation):
                return Of(0, permutation.Inverse().Select(axis => at[axis]));
            case Broadcast(_, var axes):
                return Of(0, axes.Select(axis => at[axis]));
            case Reshape:
                return Of(0, Reshaped(at, node.Shape, node.Inputs[0].Shape));
            case Slice(var start, _, var stride):
                return Of(0, at.Select((index, axis) => (index * stride[axis]) + start[axis]));
            case Reverse(var axes):
                return Of(0, at.Select((index, axis) => axes.Contains(axis) ? IndexMap.Of(node.Shape[axis] - 1) - index : index));
            case Window window:
                return Of(0, WindowIndices(window, at));
            case Pad pad:
                return PadValue(stage, pad, key);
            case Concatenate(var axis):
                return ConcatenateValue(stage, axis, key);
            case Gather(var batch):
                return GatherValue(stage, batch, key);
            case Scatter scatter:
                return OneHotValue(stage, scatter, key);
            case RandomBits:
                int key0 = Of(0, [IndexMap.Zero]);
                int key1 = Of(0, [IndexMap.Of(1)]);
                return stage.Emit(new RandomWord(key0, key1, IndexMap.Flatten(at, node.Shape.Strides), node.Element));
            case Fold fold when Windows.IsMovement(node):
                return MovedValue(stage, fold, key);
            case Reduce or ArgReduce when Windows.IsOfFew(node):
                return ValueOfFew(stage, key);
            case Reduce or ArgReduce or Contract or Convolve or Fold:
                return stage.Phase == StagePhase.AfterPoints ? CombinedValue(stage, key) : ReducedValue(stage, key);
            default:
                throw new UnreachableException($"{node.Op.Name} is not lowered into a kernel");
        }
    }

    private static bool IsImmediate(Expr node) => node.Op is Constant { Value.Type.ElementCount: 1 };

    private static ImmutableArray<IndexMap> WindowIndices(Window window, Sequence<IndexMap> at)
    {
        int rank = at.Count - window.Axes.Count;
        IndexMap[] indices = [.. at.Take(rank)];
        for (int place = 0; place < window.Axes.Count; place++)
        {
            int axis = window.Axes[place];
            indices[axis] = (at[axis] * window.Stride[place]) + (at[rank + place] * window.Dilation[place]);
        }
        return [.. indices];
    }

    private int PadValue(StageBuilder stage, Pad pad, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        Expr padded = node.Inputs[0];
        IndexMap[] indices = new IndexMap[at.Count];
        Guard inside = Guard.Always;
        for (int axis = 0; axis < at.Count; axis++)
        {
            IndexMap shifted = at[axis] - pad.Low[axis];
            long step = pad.Interior[axis] + 1;
            indices[axis] = shifted.Divide(step);
            inside = inside.And(Guard.Divides(step, shifted)).And(Guard.Within(indices[axis], padded.Shape[axis]));
        }
        return inside.IsAlways ? Value(stage, padded, [.. indices], guard)
            : ValueWithin(stage, new(padded, [.. indices], guard), inside, Value(stage, node.Inputs[1], [], guard));
    }

    /// <summary>A value where a guard holds, and another one elsewhere.</summary>
    private int ValueWithin(StageBuilder stage, ValueKey key, Guard inside, int fill)
    {
        if (inside.IsNever || inside.IsAlways)
        {
            return inside.IsNever ? fill : Value(stage, key.Node, key.At, key.Guard);
        }
        ValueKey inner = key with { Guard = key.Guard.And(inside) };
        return stage[fill] is Immediate(var known) && !group.Members.Contains(key.Node) && !IsImmediate(key.Node)
            ? LoadOf(stage, inner, known)
            : Choose(stage, inside, Value(stage, inner.Node, inner.At, inner.Guard), fill);
    }

    /// <summary>The element of the one window that an element of a fold is in; a sum of one term.</summary>
    private int MovedValue(StageBuilder stage, Fold fold, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        Expr windows = node.Inputs[0];
        IndexMap[] indices = [.. at, .. Enumerable.Repeat(IndexMap.Zero, fold.Axes.Count)];
        Guard inside = Guard.Always;
        for (int place = 0; place < fold.Axes.Count; place++)
        {
            int axis = fold.Axes[place];
            indices[axis] = at[axis].Divide(fold.Stride[place]);
            indices[at.Count + place] = at[axis].Remainder(fold.Stride[place]);
            inside = inside.And(Guard.Within(indices[axis], windows.Shape[axis]))
                .And(Guard.Within(indices[at.Count + place], windows.Shape[at.Count + place]));
        }
        int zero = stage.Emit(new Immediate(Zero(node.Element)));
        int value = ValueWithin(stage, new(windows, [.. indices], guard), inside, zero);
        // The sum with nothing turns −0 into 0.
        return node.Element.IsFloat && refusal is null
            ? stage.Emit(new Compute(new Binary(BinaryKind.Add), node.Element, [value, zero]))
            : value;
    }

    private int ConcatenateValue(StageBuilder stage, int axis, ValueKey key)
    {
        (Expr node, Sequence<IndexMap> at, Guard guard) = key;
        long start = node.Shape[axis];
        int? value = null;
        for (int part = node.Inputs.Length - 1; part >= 0; part--)
        {
            Expr operand = node.Inputs[part];
            start -= operand.Shape[axis];
            IndexMap index = at[axis] - start;
            Guard inside = Guard.Within(index, operand.Shape[axis]);
            if (!inside.IsNever)
            {
                int own = Value(stage, operand, [.. at.Select((other, place) => place == axis ? index : other)], guard.And(inside));
                value = value is { } behind ? Choose(stage, inside, own, behind) : own;
            }
        }
        return value ?? stage.Emit(new Immediate(Zero(node.Element)));
    }

    private static int Choose(StageBuilder stage, Guard guard, int inside, int outside) =>
        stage.Emit(new Compute(new Select(), stage[inside].Element, [stage.Emit(new Test(guard)), inside, outside]));

    private static Literal Zero(ElementType element) => new(new TensorType(element, []), Buffer.Allocate(element.ByteSize));
}
