using System.Runtime.InteropServices;

namespace Graph.Cpu;

/// <summary>
/// Runs a body once for each step of a scan. Pointers to elements of sequences and outputs move on; a carry goes to and fro between its
/// result and a second place, so that the last step writes the result, unless the body writes it over the old value.
/// </summary>
internal sealed unsafe class LoopProgramStep : ProgramStep
{
    private readonly Scan scan;
    private readonly Body body;
    private readonly int operands;
    private readonly int given;
    private readonly int seconds;
    private readonly ImmutableArray<bool> isInPlace;
    private readonly ImmutableArray<long> byteCounts;

    /// <param name="scan">The loop.</param>
    /// <param name="body">Its body.</param>
    /// <param name="operands">The slot of the first operand of the scan; results follow.</param>
    /// <param name="given">The slot of the first of the pointers that the body is given.</param>
    /// <param name="seconds">The slot of the second place of the first carry.</param>
    /// <param name="isInPlace">For each carry, whether the body writes it over the old value.</param>
    public LoopProgramStep(Scan scan, Body body, int operands, int given, int seconds, ImmutableArray<bool> isInPlace)
    {
        (this.scan, this.body, this.operands, this.given, this.seconds, this.isInPlace) = (scan, body, operands, given, seconds, isInPlace);
        byteCounts = [.. scan.Body.Parameters.Concat(scan.Body.Results).Select(given => given.Type.ByteCount)];
    }

    private int Parameters => scan.Body.Parameters.Length;

    /// <inheritdoc/>
    public override void Run(Frame frame)
    {
        byte** whole = frame.Table + operands;
        byte** element = frame.Table + given;
        for (int place = scan.Carries + scan.Sequences; place < Parameters; place++)
        {
            element[place] = whole[place];
        }
        for (int carry = 0; carry < scan.Carries; carry++)
        {
            Begin(frame, carry);
        }
        for (long count = 0; count < scan.Length; count++)
        {
            for (int carry = 0; carry < scan.Carries; carry++)
            {
                MoveCarry(frame, carry, scan.Length - 1 - count);
            }
            long turn = scan.Reverse ? scan.Length - 1 - count : count;
            for (int place = scan.Carries; place < scan.Carries + scan.Sequences; place++)
            {
                element[place] = whole[place] + (turn * byteCounts[place]);
            }
            for (int place = Parameters + scan.Carries; place < byteCounts.Length; place++)
            {
                element[place] = whole[place] + (turn * byteCounts[place]);
            }
            body.Run(frame, element);
        }
    }

    /// <summary>Leaves the initial value where the first step takes its argument from.</summary>
    private void Begin(Frame frame, int carry)
    {
        byte* initial = frame.Table[operands + carry];
        byte* final = frame.Table[operands + Parameters + carry];
        bool isCopied = scan.Length == 0 || isInPlace[carry];
        if (isCopied)
        {
            NativeMemory.Copy(initial, final, (nuint)byteCounts[carry]);
        }
        frame.Table[given + Parameters + carry] = isCopied ? final : initial;
    }

    /// <summary>Makes the old result the next argument.</summary>
    private void MoveCarry(Frame frame, int carry, long stepsBehind)
    {
        byte** argument = frame.Table + given + carry;
        byte** result = frame.Table + given + Parameters + carry;
        *argument = *result;
        if (!isInPlace[carry])
        {
            *result = frame.Table[long.IsEvenInteger(stepsBehind) ? operands + Parameters + carry : seconds + carry];
        }
    }
}
