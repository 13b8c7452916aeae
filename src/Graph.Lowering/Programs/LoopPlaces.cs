namespace Graph.Lowering;

/// <summary>A table of places, of whatever kind a backend's memory has.</summary>
internal interface IPlaces
{
    /// <summary>Lets a slot point to where another does.</summary>
    void Set(int slot, int from);

    /// <summary>Lets a slot point to some bytes behind where another does.</summary>
    void Set(int slot, int from, long offset, long byteCount);

    /// <summary>Copies bytes from where one slot points to where another does.</summary>
    void Copy(int from, int to, long byteCount);

    /// <summary>Runs the body of the loop.</summary>
    void RunBody();
}

/// <summary>
/// How places move while a body runs once for each step of a scan: those of elements of sequences and outputs move on; a carry goes to and
/// fro between its result and a second place, so that the last step writes the result, unless the body writes it over the old value.
/// </summary>
internal sealed class LoopPlaces
{
    private readonly Scan scan;
    private readonly int operands;
    private readonly int seconds;
    private readonly ImmutableArray<bool> isInPlace;
    private readonly ImmutableArray<long> byteCounts;

    /// <param name="scan">The loop.</param>
    /// <param name="operands">The slot of the first operand of the scan; results follow.</param>
    /// <param name="given">The slot of the first of the places that the body is given.</param>
    /// <param name="seconds">The slot of the second place of the first carry.</param>
    /// <param name="isInPlace">For each carry, whether the body writes it over the old value.</param>
    public LoopPlaces(Scan scan, int operands, int given, int seconds, ImmutableArray<bool> isInPlace)
    {
        (this.scan, this.operands, Given, this.seconds, this.isInPlace) = (scan, operands, given, seconds, isInPlace);
        byteCounts = [.. scan.Body.Parameters.Concat(scan.Body.Results).Select(own => own.Type.ByteCount)];
    }

    /// <summary>The slot of the first of the places that the body is given: arguments, then results.</summary>
    public int Given { get; }

    private int Parameters => scan.Body.Parameters.Length;

    /// <summary>Runs all steps.</summary>
    public void Run<TPlaces>(TPlaces places) where TPlaces : IPlaces, allows ref struct
    {
        for (int place = scan.Carries + scan.Sequences; place < Parameters; place++)
        {
            places.Set(Given + place, operands + place);
        }
        for (int carry = 0; carry < scan.Carries; carry++)
        {
            Begin(places, carry);
        }
        for (long count = 0; count < scan.Length; count++)
        {
            for (int carry = 0; carry < scan.Carries; carry++)
            {
                MoveCarry(places, carry, scan.Length - 1 - count);
            }
            long turn = scan.Reverse ? scan.Length - 1 - count : count;
            for (int place = scan.Carries; place < scan.Carries + scan.Sequences; place++)
            {
                places.Set(Given + place, operands + place, turn * byteCounts[place], byteCounts[place]);
            }
            for (int place = Parameters + scan.Carries; place < byteCounts.Length; place++)
            {
                places.Set(Given + place, operands + place, turn * byteCounts[place], byteCounts[place]);
            }
            places.RunBody();
        }
    }

    /// <summary>Leaves the initial value where the first step takes its argument from.</summary>
    private void Begin<TPlaces>(TPlaces places, int carry) where TPlaces : IPlaces, allows ref struct
    {
        bool isCopied = scan.Length == 0 || isInPlace[carry];
        if (isCopied)
        {
            places.Copy(operands + carry, operands + Parameters + carry, byteCounts[carry]);
        }
        places.Set(Given + Parameters + carry, isCopied ? operands + Parameters + carry : operands + carry);
    }

    /// <summary>Makes the old result the next argument.</summary>
    private void MoveCarry<TPlaces>(TPlaces places, int carry, long stepsBehind) where TPlaces : IPlaces, allows ref struct
    {
        places.Set(Given + carry, Given + Parameters + carry);
        if (!isInPlace[carry])
        {
            places.Set(Given + Parameters + carry, long.IsEvenInteger(stepsBehind) ? operands + Parameters + carry : seconds + carry);
        }
    }
}
