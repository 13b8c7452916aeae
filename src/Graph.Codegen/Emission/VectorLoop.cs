using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>A loop along a vector axis: whole vectors, then what is left under a mask.</summary>
internal static class VectorLoop
{
    /// <summary>Writes the loop, which leaves the index at the limit.</summary>
    /// <param name="frame">The method.</param>
    /// <param name="index">Where the loop stands; set by the caller.</param>
    /// <param name="pushLimit">Pushes where it ends: the size of the axis, or before it a multiple of 64.</param>
    /// <param name="size">The size of the axis.</param>
    /// <param name="body">Writes the body.</param>
    public static void Write(Frame frame, LocalBuilder index, Action pushLimit, long size, Action body)
    {
        (ILGenerator il, int count) = (frame.IL, frame.Vector.Count);
        int rest = (int)(size % count);
        if (size >= count)
        {
            il.Loop(index, pushLimit, count, body, slack: rest == 0 ? 0 : count - 1);
        }
        if (rest > 0)
        {
            AtEnd(frame, index, pushLimit, size >= count, () => Masked(frame, rest, body));
        }
    }

    /// <summary>
    /// Writes what is done with the points at the end of the axis, where the limit is its size, and sets the index to it.
    /// </summary>
    public static void AtEnd(Frame frame, LocalBuilder index, Action pushLimit, bool isSometimes, Action body)
    {
        ILGenerator il = frame.IL;
        Label none = il.DefineLabel();
        if (isSometimes)
        {
            il.Push(index);
            pushLimit();
            il.Emit(OpCodes.Bge, none);
        }
        body();
        pushLimit();
        il.Pop(index);
        il.MarkLabel(none);
    }

    /// <summary>Writes a body for the first points of a vector.</summary>
    public static void Masked(Frame frame, int count, Action body)
    {
        Points whole = frame.Points;
        frame.Points = new Points(count, frame.Vector.FirstPoints(count));
        body();
        frame.Points = whole;
    }
}
