using System.Numerics;

namespace Graph.Reference;

/// <summary>Operators that put elements elsewhere: copies from one view to another.</summary>
internal static class Movement
{
    /// <summary>The elements of a view in row-major order.</summary>
    public static Literal Read(TensorType type, Literal source, View view) =>
        ByElement.Move(type.Element, new ReadBody(type, source, view));

    /// <summary>0, 1, 2, … along an axis.</summary>
    public static Literal Iota(TensorType type, int axis) => ByElement.Compute(type.Element, new IotaBody(type, axis));

    /// <summary>The operands behind each other: each is copied to its own part of the result.</summary>
    public static Literal Concatenate(int axis, TensorType type, Literal[] operands)
    {
        Literal result = new(type, Buffer.Allocate((nint)type.ByteCount));
        long start = 0;
        foreach (Literal operand in operands)
        {
            long size = operand.Shape[axis];
            Copy(operand, View.Of(operand), result, View.Of(result).Slice(axis, start, size));
            start += size;
        }
        return result;
    }

    /// <summary>Element i of an axis goes to low + i · (interior + 1), where that lies inside; the rest is the fill value.</summary>
    public static Literal Pad(Pad pad, TensorType type, Literal x, Literal fill)
    {
        Literal result = Read(type, fill, View.Of(fill).Broadcast(type.Shape, []));
        View from = View.Of(x);
        View to = View.Of(result);
        for (int axis = 0; axis < type.Rank; axis++)
        {
            long low = pad.Low[axis];
            long step = pad.Interior[axis] + 1;
            long first = low >= 0 ? 0 : (-low + step - 1) / step;
            long behindLast = Math.Min(x.Shape[axis], type.Shape[axis] <= low ? 0 : ((type.Shape[axis] - 1 - low) / step) + 1);
            long count = Math.Max(0, behindLast - first);
            from = from.Slice(axis, first, count);
            to = to.Slice(axis, low + (first * step), count, step);
        }
        Copy(x, from, result, to);
        return result;
    }

    /// <summary>Copies the elements of one view to the places of another.</summary>
    public static void Copy(Literal source, View from, Literal target, View to) =>
        ByElement.Move(target.Element, new CopyBody(source, from, target, to));

    private readonly struct ReadBody(TensorType type, Literal source, View view) : IMovingBody
    {
        public Literal Run<T>() where T : unmanaged
        {
            Literal result = Cells<T>.New(type, out Cells<T> to);
            Cells<T> from = Cells<T>.Of(source);
            Walk walk = new(view);
            long place = 0;
            for (bool inside = walk.Start(); inside; inside = walk.Next())
            {
                to[place++] = from[walk.Left];
            }
            return result;
        }
    }

    private readonly struct CopyBody(Literal source, View sourceView, Literal target, View targetView) : IMovingBody
    {
        public Literal Run<T>() where T : unmanaged
        {
            Cells<T> from = Cells<T>.Of(source);
            Cells<T> to = Cells<T>.Of(target);
            Walk walk = new(sourceView, targetView);
            for (bool inside = walk.Start(); inside; inside = walk.Next())
            {
                to[walk.Right] = from[walk.Left];
            }
            return target;
        }
    }

    private readonly struct IotaBody(TensorType type, int axis) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<T>.New(type, out Cells<T> to);
            Walk walk = new(View.Of(result));
            for (bool inside = walk.Start(); inside; inside = walk.Next())
            {
                to[walk.Left] = T.CreateTruncating(walk.Index[axis]);
            }
            return result;
        }
    }
}
