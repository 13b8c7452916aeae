namespace Graph.IR;

/// <summary>The order of bytes in texts and files, whatever the machine's is.</summary>
internal static class LittleEndian
{
    /// <summary>Turns elements from the machine's order to little-endian, or back; nothing to do where the machine is little-endian.</summary>
    public static void Convert(Span<byte> bytes, int elementSize)
    {
        if (BitConverter.IsLittleEndian)
        {
            return;
        }
        for (int start = 0; start + elementSize <= bytes.Length; start += elementSize)
        {
            bytes.Slice(start, elementSize).Reverse();
        }
    }
}
