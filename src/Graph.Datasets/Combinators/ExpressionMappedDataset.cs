namespace Graph.Datasets;

/// <summary>A dataset with one field made by an expression of each batch.</summary>
internal sealed class ExpressionMappedDataset : Dataset
{
    private readonly Dataset source;
    private readonly int place;
    private readonly JitFunction function;

    public ExpressionMappedDataset(Dataset source, string field, Func<Expr, Expr> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        place = DatasetExtensions.FieldOf(source, field);
        this.source = source;
        this.function = Ops.Jit(function);
        Expr result = function(Ops.Input(field, source.Fields[place].Batched(1).Shape, source.Fields[place].Type.Element));
        if (result is not { Rank: > 0, Shape: [1, ..] })
        {
            throw new DatasetException(
                $"the function of the field '{field}' must keep the axis of the samples: of one sample it makes {result.Describe()}");
        }
        Fields = source.Fields.SetItem(place, new Field(field, new TensorType(result.Element, result.Shape[1..])));
    }

    public override ImmutableArray<Field> Fields { get; }

    public override long Count => source.Count;

    public override Batch Read(ImmutableArray<long> samples, BatchOrder order)
    {
        Batch batch = source.Read(samples, order);
        Tensor made = function.Run(batch[place])[0];
        return made.Type == Fields[place].Batched(samples.Length)
            ? new Batch(samples, batch.Tensors.SetItem(place, made))
            : throw new DatasetException(
                $"the function of the field '{Fields[place].Name}' makes {made.Type} of {samples.Length} samples, but " +
                $"{Fields[place].Batched(1)} of one");
    }
}
