using Graph.Datasets;

namespace Graph.Tests.Datasets;

/// <summary>Batches that a thread reads ahead.</summary>
public sealed class PrefetchTests
{
    private static readonly BatchOrder order = new(3, Seed: 5, Epoch: 2);

    /// <summary>Samples 0 to 19; tells which have been read, on which thread, and can fail at one.</summary>
    private sealed class Watched(long failsAt = -1) : Dataset
    {
        private int read;

        public int BatchesRead => Volatile.Read(ref read);

        public Thread? Reader { get; private set; }

        public override ImmutableArray<Field> Fields => [new Field("x", new TensorType(ElementType.I32, []))];

        public override long Count => 20;

        public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
        {
            Reader = Thread.CurrentThread;
            if (samples.Contains(failsAt))
            {
                throw new InvalidTimeZoneException("planted");
            }
            Interlocked.Increment(ref read);
            return new Batch(samples, [Tensor.Create<int>([samples.Length], [.. samples.Select(sample => (int)sample)])]);
        }
    }

    [Fact]
    public void The_batches_are_those_without_it()
    {
        Watched source = new();
        Dataset ahead = source.Prefetch();
        foreach (BatchOrder way in new[] { order, order with { First = 4 }, order with { First = 100 }, order with { DropsRemainder = true } })
        {
            Assert.Equal(source.Batches(way).Select(batch => batch[0].ToArray<int>()), ahead.Batches(way).Select(batch => batch[0].ToArray<int>()));
        }
        Assert.Equal(7, ahead.Batches(order).Count());
        Assert.NotSame(Thread.CurrentThread, source.Reader);
        Assert.Equal(source.Fields.AsEnumerable(), ahead.Fields);
        Assert.Equal(20, ahead.Count);
    }

    [Fact]
    public void Several_epochs_may_be_read_at_once()
    {
        Dataset ahead = new Watched().Prefetch(3);
        foreach ((Batch one, Batch other) in ahead.Batches(order).Zip(ahead.Batches(order)))
        {
            Assert.Equal(one[0].ToArray<int>(), other[0].ToArray<int>());
        }
    }

    [Fact]
    public void No_more_is_read_than_is_held_ready()
    {
        Watched source = new();
        using IEnumerator<Batch> batches = source.Prefetch(2).Batches(order).GetEnumerator();
        Assert.True(batches.MoveNext());
        // One is in use, two are ready, and one waits to be.
        Assert.True(SpinWait.SpinUntil(() => source.BatchesRead == 4, TimeSpan.FromSeconds(30)));
        Thread.Sleep(50);
        Assert.Equal(4, source.BatchesRead);
    }

    [Fact]
    public void What_goes_wrong_is_thrown_where_the_batch_is_asked_for()
    {
        long[] samples = [.. order.Samples(20)];
        Watched source = new(failsAt: samples[10]);
        List<int> seen = [];
        InvalidTimeZoneException thrown = Assert.Throws<InvalidTimeZoneException>(() =>
        {
            foreach (Batch batch in source.Prefetch().Batches(order))
            {
                seen.AddRange(batch[0].ToArray<int>());
            }
        });
        Assert.Equal("planted", thrown.Message);
        Assert.Contains(nameof(Watched), thrown.StackTrace, StringComparison.Ordinal);
        Assert.Equal(samples[..9].Select(sample => (int)sample), seen);
    }

    [Fact]
    public void Leaving_the_enumeration_stops_the_thread()
    {
        Watched source = new();
        foreach (Batch batch in source.Prefetch().Batches(order))
        {
            break;
        }
        // The thread has ended before the loop has.
        Assert.False(source.Reader!.IsAlive);
    }

    [Fact]
    public void Nothing_is_read_before_a_batch_is_asked_for()
    {
        Watched source = new();
        IEnumerable<Batch> batches = source.Prefetch().Batches(order);
        Assert.Equal(0, source.BatchesRead);
        Assert.Equal(7, batches.Count());
    }
}
