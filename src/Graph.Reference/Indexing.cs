using System.Diagnostics;
using System.Numerics;

namespace Graph.Reference;

/// <summary>Reading and writing at places that are data.</summary>
internal static class Indexing
{
    /// <summary>Of x as [batch, n, rest] and indices as [batch, places], the result as [batch, places, rest].</summary>
    public static Literal Gather(int batch, TensorType type, Literal x, Literal indices) =>
        ByElement.Move(type.Element, new GatherBody(new Layout(batch, x, indices), type, x));

    /// <summary>Of the target as [batch, n, rest] and indices as [batch, places], updates as [batch, places, rest].</summary>
    public static Literal Scatter(ScatterKind kind, int batch, TensorType type, Literal target, Literal indices, Literal updates)
    {
        Layout layout = new(batch, target, indices);
        return kind switch
        {
            ScatterKind.Accumulate => ByElement.Compute(type.Element, new AccumulateBody(layout, type, target, updates)),
            ScatterKind.Overwrite => ByElement.Move(type.Element, new OverwriteBody(layout, target, updates)),
        };
    }

    /// <summary>Which element of [batch, n, rest] each element of [batch, places, rest] means.</summary>
    private readonly struct Layout
    {
        private readonly long size;
        private readonly long places;
        private readonly Literal indices;
        private readonly Func<long, long> index;

        public Layout(int batch, Literal source, Literal indices)
        {
            size = source.Shape[batch];
            Rest = source.Shape[(batch + 1)..].ElementCount;
            places = indices.Shape[batch..].ElementCount;
            this.indices = indices;
            index = Reader(indices);
        }

        /// <summary>How many elements stand together at one index.</summary>
        public long Rest { get; }

        /// <summary>How many indices there are.</summary>
        public long Count => indices.Type.ElementCount;

        /// <summary>Where the elements of an index begin, or −1 where it is out of range.</summary>
        public long Place(long position)
        {
            long value = index(position);
            return value < 0 || value >= size ? -1 : ((position / places * size) + value) * Rest;
        }

        private static Func<long, long> Reader(Literal indices) => indices.Element switch
        {
            ElementType.I32 => place => indices.Buffer.Read<int>(place),
            ElementType.I64 => indices.Buffer.Read<long>,
            ElementType.U32 => place => indices.Buffer.Read<uint>(place),
            ElementType.U8 => place => indices.Buffer.Read<byte>(place),
            ElementType.F32 or ElementType.F64 or ElementType.Bool =>
                throw new UnreachableException($"{indices.Element.Mnemonic} is no index"),
        };
    }

    private readonly struct GatherBody(Layout layout, TensorType type, Literal x) : IMovingBody
    {
        public Literal Run<T>() where T : unmanaged
        {
            Literal result = Cells<T>.New(type, out Cells<T> y);
            Cells<T> from = Cells<T>.Of(x);
            T outside = Outside<T>(type.Element);
            long count = type.ElementCount == 0 ? 0 : layout.Count;
            for (long position = 0; position < count; position++)
            {
                long start = layout.Place(position);
                for (long rest = 0; rest < layout.Rest; rest++)
                {
                    y[(position * layout.Rest) + rest] = start < 0 ? outside : from[start + rest];
                }
            }
            return result;
        }

        private static T Outside<T>(ElementType element) where T : unmanaged
        {
            Literal value = element switch
            {
                ElementType.F32 => Literal.Scalar(float.NaN),
                ElementType.F64 => Literal.Scalar(double.NaN),
                ElementType.I32 => Literal.Scalar(0),
                ElementType.I64 => Literal.Scalar(0L),
                ElementType.U32 => Literal.Scalar(0U),
                ElementType.U8 => Literal.Scalar((byte)0),
                ElementType.Bool => Literal.Scalar(false),
            };
            return value.Buffer.Read<T>(0);
        }
    }

    private readonly struct OverwriteBody(Layout layout, Literal target, Literal updates) : IMovingBody
    {
        public Literal Run<T>() where T : unmanaged
        {
            Literal result = Movement.Read(target.Type, target, View.Of(target));
            Cells<T> y = Cells<T>.Of(result);
            Cells<T> from = Cells<T>.Of(updates);
            long count = updates.Type.ElementCount == 0 ? 0 : layout.Count;
            for (long position = 0; position < count; position++)
            {
                long start = layout.Place(position);
                for (long rest = 0; start >= 0 && rest < layout.Rest; rest++)
                {
                    y[start + rest] = from[(position * layout.Rest) + rest];
                }
            }
            return result;
        }
    }

    private readonly struct AccumulateBody(Layout layout, TensorType type, Literal target, Literal updates) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Totals<T, TWide> totals = new(type.ElementCount);
            Cells<T> before = Cells<T>.Of(target);
            for (long place = 0; place < type.ElementCount; place++)
            {
                totals.Add(place, before[place]);
            }
            Cells<T> from = Cells<T>.Of(updates);
            long count = updates.Type.ElementCount == 0 ? 0 : layout.Count;
            for (long position = 0; position < count; position++)
            {
                long start = layout.Place(position);
                for (long rest = 0; start >= 0 && rest < layout.Rest; rest++)
                {
                    totals.Add(start + rest, from[(position * layout.Rest) + rest]);
                }
            }
            return totals.ToLiteral(type);
        }
    }
}
