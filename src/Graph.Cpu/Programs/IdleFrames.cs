using System.Runtime.CompilerServices;

namespace Graph.Cpu;

/// <summary>
/// The frames of all programs of a runtime that no run uses. Together they stay small: those of programs that have not run for longest
/// make room. The one that was used last is kept whatever its size, so that a program that runs again and again takes no fresh memory.
/// </summary>
/// <param name="mostBytes">How many bytes they may hold together.</param>
internal sealed class IdleFrames(long mostBytes) : ITrimmed
{
    private readonly Lock gate = new();

    // Weak: a program's frames are dropped with it.
    private readonly ConditionalWeakTable<FrameStack, object?> stacks = [];
    private long bytes;
    private long turns;

    /// <summary>How many bytes they hold.</summary>
    public long Bytes
    {
        get
        {
            lock (gate)
            {
                return bytes;
            }
        }
    }

    /// <summary>A place for the frames of a program.</summary>
    public FrameStack StackOf(Func<Frame> make)
    {
        FrameStack stack = new(this, make);
        stacks.Add(stack, null);
        return stack;
    }

    /// <summary>A frame of a program; null where all are in use.</summary>
    public Frame? Take(FrameStack stack)
    {
        lock (gate)
        {
            Frame? frame = stack.Pop();
            bytes -= frame?.ByteCount ?? 0;
            return frame;
        }
    }

    /// <summary>Takes a frame back.</summary>
    public void Put(FrameStack stack, Frame frame)
    {
        lock (gate)
        {
            stack.Push(frame, ++turns);
            bytes += frame.ByteCount;
            if (bytes > mostBytes)
            {
                MakeRoom(stack);
            }
        }
    }

    /// <summary>Drops the frames that nobody needed since the last call.</summary>
    public void Trim()
    {
        lock (gate)
        {
            foreach ((FrameStack stack, _) in stacks)
            {
                Drop(stack, stack.Count - stack.LeastCount, 0);
                stack.LeastCount = stack.Count;
            }
        }
    }

    /// <summary>Drops all.</summary>
    public void Clear()
    {
        lock (gate)
        {
            foreach ((FrameStack stack, _) in stacks)
            {
                Drop(stack, 0, 0);
            }
        }
    }

    /// <summary>Drops those of a program that nobody has any more.</summary>
    public void Forget(FrameStack stack)
    {
        lock (gate)
        {
            Drop(stack, 0, 0);
        }
    }

    private void MakeRoom(FrameStack newest)
    {
        foreach ((FrameStack stack, _) in stacks.OrderBy(pair => pair.Key.LastTurn))
        {
            Drop(stack, stack == newest ? 1 : 0, mostBytes);
        }
    }

    /// <summary>Drops frames until a program has only so many, or all programs together have no more than so many bytes.</summary>
    private void Drop(FrameStack stack, int kept, long enough)
    {
        while (bytes > enough && stack.Count > kept)
        {
            bytes -= stack.Pop()!.ByteCount;
        }
    }
}
