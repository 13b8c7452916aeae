using System.Globalization;
using System.Runtime.CompilerServices;
using Graph.Cpu;
using Graph.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>Where the memory of buffers comes from.</summary>
[Collection(nameof(AloneCollection))]
public sealed class BufferPoolTests
{
    private const int Megabyte = 1 << 20;

    [Fact]
    public void Classes_hold_what_they_are_asked_for_and_waste_an_eighth()
    {
        Random random = new(1);
        int before = 0;
        for (long bytes = 0; bytes < 5000; bytes++)
        {
            Assert.InRange(SizeClass.Of(bytes) - before, 0, 1);
            before = SizeClass.Of(bytes);
            Check(bytes);
        }
        for (int round = 0; round < 10_000; round++)
        {
            Check(random.NextInt64(1L << random.Next(7, 50)));
        }
    }

    [Fact]
    public void Memory_is_aligned_and_used_again()
    {
        BufferPool pool = new(100 * Megabyte);
        HashSet<nint> first = TakeAndDrop(pool, 8);
        Assert.Equal(8, first.Count);
        Assert.All(first, address => Assert.Equal(0, address % 4096));
        Collect();
        Assert.Equal(8 * Megabyte, pool.IdleBytes);
        Assert.Equal(first, TakeAndDrop(pool, 8));
        Assert.Equal(0, pool.IdleBytes);
        Collect();
        Assert.Equal(8 * Megabyte, pool.IdleBytes);
        for (nint size = 0; size < 200; size += 3)
        {
            Buffer small = pool.Take(size);
            Assert.Equal(0, small.Address % Buffer.Alignment);
            Assert.Equal(size, small.ByteLength);
        }
    }

    [Fact]
    public void What_is_above_the_bound_or_idle_for_long_goes_back()
    {
        BufferPool pool = new(3 * Megabyte);
        TakeAndDrop(pool, 8);
        Collect();
        Assert.Equal(3 * Megabyte, pool.IdleBytes);
        pool.Trim();
        TakeAndDrop(pool, 2);
        Collect();
        pool.Trim();
        // One of the three was not needed since the last time.
        Assert.Equal(2 * Megabyte, pool.IdleBytes);
        pool.Trim();
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public void Full_collections_trim()
    {
        BufferPool pool = new(100 * Megabyte);
        pool.TrimWithCollections();
        TakeAndDrop(pool, 8);
        for (int round = 0; round < 5; round++)
        {
            Collect();
        }
        Assert.Equal(0, pool.IdleBytes);
    }

    [Fact]
    public void Where_the_system_has_no_memory_all_that_nobody_uses_goes_back_first()
    {
        Queue<bool> fails = new([false, false, true, false, true, true]);
        List<(long Idle, bool IsAlive, int Dropped)> seen = [];
        (BufferPool? pool, WeakReference? dropped, int drops) = (null, null, 0);
        pool = new(100 * Megabyte, () => drops++, bytes =>
        {
            seen.Add((pool!.IdleBytes, dropped?.IsAlive ?? true, drops));
            return fails.Dequeue() ? throw new OutOfMemoryException() : Map(bytes);
        });
        TakeAndDrop(pool, 1);
        Collect();
        dropped = Dropped(pool);
        Buffer buffer = pool.Take(4 * Megabyte);
        buffer.Write(0, 42);
        // At first one block was idle and one dropped; then nothing was.
        Assert.Equal((Megabyte, true, 0), seen[2]);
        Assert.Equal((0, false, 1), seen[3]);
        Assert.Throws<OutOfMemoryException>(() => pool.Take(4 * Megabyte));
        Assert.Empty(fails);
        GC.KeepAlive(buffer);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Dropped(BufferPool pool) => new(pool.Take(2 * Megabyte));

    private static unsafe nint Map(long bytes) => (nint)System.Runtime.InteropServices.NativeMemory.AlignedAlloc((nuint)bytes, 4096);

    [Fact]
    public void A_buffer_outlives_its_pool()
    {
        Buffer buffer = Orphan();
        Collect();
        buffer.Write(0, 42);
        Assert.Equal(42, buffer.Read<int>(0));
    }

    [SkippableFact]
    public void A_guarded_buffer_ends_where_nobody_may_touch()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        GuardedMemory memory = new();
        foreach (nint size in (nint[])[0, 1, 4, 100, 4096, 4097, 100_000])
        {
            Buffer buffer = memory.Take(size);
            nint end = buffer.Address + size;
            Assert.Equal(0, end % Environment.SystemPageSize);
            Assert.StartsWith("---", AccessTo(end), StringComparison.Ordinal);
            if (size > 0)
            {
                Assert.StartsWith("rw", AccessTo(buffer.Address), StringComparison.Ordinal);
                buffer.Write(size - 1, (byte)1);
            }
            GC.KeepAlive(buffer);
        }
    }

    private static void Check(long bytes)
    {
        int number = SizeClass.Of(bytes);
        long size = SizeClass.BytesOf(number);
        Assert.True(size >= bytes && (number == 0 || size <= bytes + (bytes / 8) + 1), $"{bytes} in {size}");
        Assert.True(number == 0 || SizeClass.BytesOf(number - 1) < bytes, $"{bytes} would fit one class below {number}");
        Assert.InRange(number, 0, SizeClass.Count - 1);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static HashSet<nint> TakeAndDrop(BufferPool pool, int count)
    {
        Buffer[] buffers = [.. Enumerable.Range(0, count).Select(_ => pool.Take(Megabyte))];
        return [.. buffers.Select(buffer => buffer.Address)];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Buffer Orphan() => new BufferPool(Megabyte).Take(100);

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static string AccessTo(nint address)
    {
        foreach (string line in File.ReadLines("/proc/self/maps"))
        {
            string[] parts = line.Split(' ', '-');
            if (nint.Parse(parts[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture) <= address
                && address < nint.Parse(parts[1], NumberStyles.HexNumber, CultureInfo.InvariantCulture))
            {
                return line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..];
            }
        }
        return "unmapped";
    }
}
