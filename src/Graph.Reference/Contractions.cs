using System.Numerics;

namespace Graph.Reference;

/// <summary>Sums of products over pairs of axes.</summary>
internal static class Contractions
{
    public static Literal Contract(Contract contract, TensorType type, Literal a, Literal b)
    {
        Axes leftFree = Free(a, contract.LhsBatch, contract.Lhs);
        Axes rightFree = Free(b, contract.RhsBatch, contract.Rhs);
        int batch = contract.LhsBatch.Count;
        View left = View.Of(a).Transpose([.. contract.LhsBatch, .. leftFree]).Broadcast(type.Shape, Axes.Range(0, batch + leftFree.Count));
        View right = View.Of(b).Transpose([.. contract.RhsBatch, .. rightFree])
            .Broadcast(type.Shape, [.. Axes.Range(0, batch), .. Axes.Range(batch + leftFree.Count, rightFree.Count)]);
        Walk outer = new(left, right);
        Walk inner = new(View.Of(a).Transpose(contract.Lhs), View.Of(b).Transpose(contract.Rhs));
        return ByElement.Compute(type.Element, new ContractBody(type, a, b, outer, inner));
    }

    private static Axes Free(Literal operand, Axes batch, Axes contracted)
    {
        Axes bound = [.. batch, .. contracted];
        return bound.Complement(operand.Shape.Rank);
    }

    private readonly struct ContractBody(TensorType type, Literal a, Literal b, Walk places, Walk terms) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<T>.New(type, out Cells<T> y);
            Cells<T> left = Cells<T>.Of(a);
            Cells<T> right = Cells<T>.Of(b);
            (Walk outer, Walk inner) = (places, terms);
            long place = 0;
            for (bool more = outer.Start(); more; more = outer.Next())
            {
                Accumulator<TWide> sum = default;
                for (bool inside = inner.Start(outer.Left, outer.Right); inside; inside = inner.Next())
                {
                    sum.Add(TWide.CreateTruncating(left[inner.Left]) * TWide.CreateTruncating(right[inner.Right]));
                }
                y[place++] = T.CreateTruncating(sum.Total());
            }
            return result;
        }
    }
}
