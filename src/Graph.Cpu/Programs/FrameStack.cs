namespace Graph.Cpu;

/// <summary>The frames of a program that no run uses; they go with the program.</summary>
/// <param name="all">Those of all programs.</param>
/// <param name="make">Makes a frame.</param>
internal sealed class FrameStack(IdleFrames all, Func<Frame> make)
{
    private Frame[] idle = new Frame[1];

    /// <summary>Nobody has the program any more.</summary>
    ~FrameStack() => all.Forget(this);

    /// <summary>How many frames there are. This and what follows is for <see cref="IdleFrames"/>, one thread at a time.</summary>
    public int Count { get; private set; }

    /// <summary>The least <see cref="Count"/> since it was last set: so many frames nobody needed.</summary>
    public int LeastCount { get; set; }

    /// <summary>When a frame was put here last, counted in frames of all programs.</summary>
    public long LastTurn { get; private set; }

    /// <summary>A frame, used before if there is one.</summary>
    public Frame Rent() => all.Take(this) ?? make();

    /// <summary>Puts a frame back.</summary>
    public void Return(Frame frame) => all.Put(this, frame);

    /// <summary>Adds a frame.</summary>
    public void Push(Frame frame, long turn)
    {
        if (Count == idle.Length)
        {
            Array.Resize(ref idle, 2 * Count);
        }
        idle[Count++] = frame;
        LastTurn = turn;
    }

    /// <summary>Takes the frame that was added last; null where there is none.</summary>
    public Frame? Pop()
    {
        if (Count == 0)
        {
            return null;
        }
        Frame frame = idle[--Count];
        idle[Count] = null!;
        LeastCount = Math.Min(LeastCount, Count);
        return frame;
    }
}
