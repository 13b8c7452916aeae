using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;

namespace Graph.Datasets;

/// <summary>The batches of a dataset, read ahead by a thread of its own.</summary>
internal sealed class PrefetchedDataset : Dataset
{
    private readonly Dataset source;
    private readonly int ahead;

    public PrefetchedDataset(Dataset source, int ahead)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfLessThan(ahead, 1);
        (this.source, this.ahead) = (source, ahead);
    }

    public override ImmutableArray<Field> Fields => source.Fields;

    public override long Count => source.Count;

    public override Batch Read(ImmutableArray<long> samples, BatchOrder order) => source.Read(samples, order);

    public override IEnumerable<Batch> Batches(BatchOrder order)
    {
        ArgumentNullException.ThrowIfNull(order);
        return ReadAhead(order);
    }

    // Batches that are read each into memory of their own: those of source.Batches hold only until the next one is asked for.
    private IEnumerable<Batch> ReadAhead(BatchOrder order)
    {
        using BlockingCollection<Batch> ready = new(ahead);
        using CancellationTokenSource stop = new();
        ExceptionDispatchInfo? failure = null;
        Thread reader = new(() => Fill(order, ready, stop.Token, ref failure)) { IsBackground = true, Name = "reads batches ahead" };
        reader.Start();
        try
        {
            foreach (Batch batch in ready.GetConsumingEnumerable())
            {
                yield return batch;
            }
            failure?.Throw();
        }
        finally
        {
            stop.Cancel();
            reader.Join();
        }
    }

    private void Fill(BatchOrder order, BlockingCollection<Batch> ready, CancellationToken stop, ref ExceptionDispatchInfo? failure)
    {
        try
        {
            foreach (ImmutableArray<long> samples in order.Batches(Count))
            {
                ready.Add(source.Read(samples, order), stop);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
        }
        catch (Exception thrown)
        {
            // Whatever it is: nobody would see it on this thread, and it belongs to who asked for the batch.
            failure = ExceptionDispatchInfo.Capture(thrown);
        }
        finally
        {
            ready.CompleteAdding();
        }
    }
}
