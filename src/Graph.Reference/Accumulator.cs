using System.Numerics;

namespace Graph.Reference;

/// <summary>
/// Adds terms up: blocks of at most 512 one after the other, the blocks pairwise, so that the rounding error grows with the logarithm of their number
/// (N. J. Higham, "The accuracy of floating point summation", 1993). The sum of nothing is 0, that of one term the term itself, −0 included.
/// </summary>
internal struct Accumulator<T> where T : unmanaged, INumber<T>
{
    private const int BlockLength = 512;

    // The sum of 2^i blocks stands at place i where bit i of the number of blocks is set, as in a binary counter.
    private T[]? pairs;
    private long blocks;
    private T block;
    private int length;

    public void Add(T term)
    {
        block = length == 0 ? term : block + term;
        if (++length == BlockLength)
        {
            Carry();
        }
    }

    public readonly T Total()
    {
        T total = block;
        bool isEmpty = length == 0;
        for (int level = 0; blocks >> level != 0; level++)
        {
            if ((blocks >> level & 1) != 0)
            {
                total = isEmpty ? pairs![level] : pairs![level] + total;
                isEmpty = false;
            }
        }
        return isEmpty ? T.Zero : total;
    }

    private void Carry()
    {
        pairs ??= new T[64];
        T sum = block;
        int level = 0;
        for (; (blocks >> level & 1) != 0; level++)
        {
            sum = pairs[level] + sum;
        }
        pairs[level] = sum;
        blocks++;
        length = 0;
    }
}
