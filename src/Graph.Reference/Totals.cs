using System.Numerics;
using System.Runtime.CompilerServices;

namespace Graph.Reference;

/// <summary>Sums that grow by single terms in the order given, one for each element of a tensor; rounded to the element type at the end.</summary>
internal readonly struct Totals<T, TWide>
    where T : unmanaged, INumber<T>
    where TWide : unmanaged, INumber<TWide>
{
    private readonly Cells<TWide> sums;
    private readonly Cells<bool> begun;

    /// <summary>As many sums of nothing.</summary>
    public Totals(long count)
    {
        sums = new(Buffer.Allocate((nint)count * Unsafe.SizeOf<TWide>()));
        begun = new(Buffer.Allocate((nint)count));
    }

    /// <summary>Adds a term; the first one is the sum, so that −0 stays.</summary>
    public void Add(long place, T term)
    {
        TWide wide = TWide.CreateTruncating(term);
        Cells<TWide> target = sums;
        Cells<bool> marks = begun;
        target[place] = marks[place] ? target[place] + wide : wide;
        marks[place] = true;
    }

    /// <summary>The sums as elements of a tensor.</summary>
    public Literal ToLiteral(TensorType type)
    {
        Literal result = Cells<T>.New(type, out Cells<T> y);
        long count = type.ElementCount;
        for (long place = 0; place < count; place++)
        {
            y[place] = T.CreateTruncating(sums[place]);
        }
        return result;
    }
}
