namespace Graph.Tests.Learning.Checkpoints;

/// <summary>A file on a disk that is full after some bytes: what the system says then.</summary>
internal sealed class FullDisk(string path, long room) : Stream
{
    // ENOSPC, as .NET hands it on.
    private const int NoSpace = 28;

    private readonly FileStream file = new(path, FileMode.Create);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Flush() => file.Flush();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        file.Write(buffer[..(int)Math.Min(buffer.Length, room - file.Length)]);
        file.Flush();
        if (file.Length >= room)
        {
            throw new IOException($"No space left on device : '{path}'", NoSpace);
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }
}
