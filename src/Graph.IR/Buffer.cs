using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graph.IR;

/// <summary>
/// Unmanaged memory, aligned to 64 bytes and released or given back by the finalizer: nobody disposes of it. Lengths are native integers, so that
/// tensors of more than 2^31 elements fit.
/// </summary>
/// <remarks>
/// Reads and writes through it are checked against the length. Not synchronised: writing while another thread reads is the caller's to avoid.
/// Backends work on <see cref="Address"/> instead and keep the buffer alive meanwhile.
/// </remarks>
public sealed unsafe class Buffer
{
    /// <summary>The alignment of the first byte.</summary>
    public const int Alignment = 64;

    // Below this size the collector need not hear of the memory: the object itself weighs as much.
    private const long LeastPressure = 4096;

    private readonly byte* memory;
    private readonly MemoryOwner? owner;
    private MemoryMirror? mirror;

    private Buffer(nint byteLength)
    {
        ByteLength = byteLength;
        nuint size = (nuint)Math.Max(byteLength, 1);
        memory = (byte*)NativeMemory.AlignedAlloc(size, Alignment);
        NativeMemory.Clear(memory, size);
        AddPressure();
    }

    private Buffer(nint address, nint byteLength, MemoryOwner owner)
    {
        memory = (byte*)address;
        ByteLength = byteLength;
        this.owner = owner;
        AddPressure();
    }

    /// <summary>Releases the memory.</summary>
    ~Buffer()
    {
        // Where the system had no memory to give, the constructor did not get as far as the pressure.
        if (memory is null)
        {
            return;
        }
        if (ByteLength >= LeastPressure)
        {
            GC.RemoveMemoryPressure(ByteLength);
        }
        if (owner is null)
        {
            NativeMemory.AlignedFree(memory);
        }
        else
        {
            owner.Release((nint)memory, ByteLength);
        }
    }

    /// <summary>The size in bytes.</summary>
    public nint ByteLength { get; }

    /// <summary>
    /// The first byte. It stays where it is for as long as the buffer is reachable, so whoever uses it ends with <see cref="GC.KeepAlive"/> of the buffer.
    /// </summary>
    /// <remarks>Whoever asks may read and write there: a copy elsewhere is brought here first, and is old from then on.</remarks>
    public nint Address => (nint)ToWrite();

    /// <summary>Where the elements are kept besides; null for nowhere. Whoever sets it has brought the one that was there before up to date.</summary>
    public MemoryMirror? Mirror
    {
        get => Volatile.Read(ref mirror);
        set => Volatile.Write(ref mirror, value);
    }

    /// <summary>Takes fresh memory, all zeros.</summary>
    /// <param name="byteLength">The size in bytes, 0 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The size is negative.</exception>
    /// <exception cref="OutOfMemoryException">The system has no such amount.</exception>
    public static Buffer Allocate(nint byteLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        return new Buffer(byteLength);
    }

    /// <summary>A buffer over memory of another's, which gets it back when nobody can reach the buffer any more.</summary>
    /// <param name="address">The first byte, not null.</param>
    /// <param name="byteLength">The size in bytes, 0 or more; of any content.</param>
    /// <param name="owner">Who gets it back.</param>
    /// <exception cref="ArgumentOutOfRangeException">The address is null or the size negative.</exception>
    public static Buffer Over(nint address, nint byteLength, MemoryOwner owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        ArgumentOutOfRangeException.ThrowIfZero(address);
        ArgumentOutOfRangeException.ThrowIfNegative(byteLength);
        return new Buffer(address, byteLength, owner);
    }

    /// <summary>Reads the element at an index counted in elements of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside of the buffer.</exception>
    public T Read<T>(long index) where T : unmanaged
    {
        Check<T>(index);
        T value = Unsafe.ReadUnaligned<T>(ToRead() + (index * sizeof(T)));
        GC.KeepAlive(this);
        return value;
    }

    /// <summary>Writes the element at an index counted in elements of <typeparamref name="T"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The index is outside of the buffer.</exception>
    public void Write<T>(long index, T value) where T : unmanaged
    {
        Check<T>(index);
        Unsafe.WriteUnaligned(ToWrite() + (index * sizeof(T)), value);
        GC.KeepAlive(this);
    }

    /// <summary>Copies elements out of the buffer.</summary>
    /// <param name="start">The first element to copy.</param>
    /// <param name="destination">Where to; its length says how many.</param>
    public void CopyTo<T>(long start, Span<T> destination) where T : unmanaged
    {
        CheckRange<T>(start, destination.Length);
        new ReadOnlySpan<T>(ToRead() + (start * sizeof(T)), destination.Length).CopyTo(destination);
        GC.KeepAlive(this);
    }

    /// <summary>Copies elements into the buffer.</summary>
    /// <param name="start">The first element to overwrite.</param>
    /// <param name="source">What to copy.</param>
    public void CopyFrom<T>(long start, ReadOnlySpan<T> source) where T : unmanaged
    {
        CheckRange<T>(start, source.Length);
        source.CopyTo(new Span<T>(ToWrite() + (start * sizeof(T)), source.Length));
        GC.KeepAlive(this);
    }

    /// <summary>Copies all bytes to another buffer.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The other one is shorter.</exception>
    public void CopyAllTo(Buffer destination)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.ByteLength, ByteLength, nameof(destination));
        System.Buffer.MemoryCopy(ToRead(), destination.ToWrite(), destination.ByteLength, ByteLength);
        GC.KeepAlive(this);
        GC.KeepAlive(destination);
    }

    /// <summary>Whether both have the same bytes.</summary>
    public bool ContentEquals(Buffer other)
    {
        if (ByteLength != other.ByteLength)
        {
            return false;
        }
        bool equal = true;
        byte* own = ToRead();
        byte* others = other.ToRead();
        for (nint start = 0; equal && start < ByteLength; start += int.MaxValue)
        {
            int length = (int)Math.Min(int.MaxValue, ByteLength - start);
            equal = new ReadOnlySpan<byte>(own + start, length).SequenceEqual(new ReadOnlySpan<byte>(others + start, length));
        }
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return equal;
    }

    private byte* ToRead()
    {
        Mirror?.BringTo((nint)memory);
        return memory;
    }

    private byte* ToWrite()
    {
        if (Mirror is { } elsewhere)
        {
            elsewhere.BringTo((nint)memory);
            elsewhere.Outdate();
        }
        return memory;
    }

    private void AddPressure()
    {
        if (ByteLength >= LeastPressure)
        {
            GC.AddMemoryPressure(ByteLength);
        }
    }

    private void Check<T>(long index) where T : unmanaged
    {
        if ((ulong)index >= (ulong)(ByteLength / sizeof(T)))
        {
            throw new ArgumentOutOfRangeException(nameof(index), $"element {index} of a buffer of {ByteLength / sizeof(T)} elements");
        }
    }

    private void CheckRange<T>(long start, long length) where T : unmanaged
    {
        if (start < 0 || start > (ByteLength / sizeof(T)) - length)
        {
            throw new ArgumentOutOfRangeException(nameof(start), $"elements {start} to {start + length} of a buffer of {ByteLength / sizeof(T)} elements");
        }
    }
}
