namespace Graph.Cpu;

/// <summary>The frames of a program that no run uses. One is always kept; more only while they stay small together.</summary>
internal sealed class FrameStack(Func<Frame> make, long mostBytes)
{
    private readonly Lock gate = new();
    private Frame[] idle = new Frame[1];
    private int count;

    /// <summary>A frame, used before if there is one.</summary>
    public Frame Rent()
    {
        lock (gate)
        {
            if (count > 0)
            {
                Frame frame = idle[--count];
                idle[count] = null!;
                return frame;
            }
        }
        return make();
    }

    /// <summary>Puts a frame back.</summary>
    public void Return(Frame frame)
    {
        lock (gate)
        {
            if (count > 0 && (count + 1) * frame.ByteCount > mostBytes)
            {
                return;
            }
            if (count == idle.Length)
            {
                Array.Resize(ref idle, 2 * count);
            }
            idle[count++] = frame;
        }
    }
}
