using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Threefry2x32 with 20 rounds: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC
/// 2011. A round adds, rotates and mixes; behind every fourth the next two words of the key schedule and the count of schedules are added.
/// </summary>
internal static class RandomWords
{
    private const int Rounds = 20;
    private const int WordBits = 32;
    private const long Parity = 0x1BD11BDA;

    private static ReadOnlySpan<int> Rotations => [13, 15, 26, 6, 17, 29, 16, 24];

    /// <summary>The element at a counter: both words mixed for u32, side by side for i64.</summary>
    public static Term Element(Term key0, Term key1, IndexMap counter, ElementType element)
    {
        BodyBuilder body = key0.Body;
        bool isNarrow = counter.Minimum >= 0 && counter.Maximum <= int.MaxValue;
        Term index = new Term(body, body.Emit(new IndexValue(counter, isNarrow ? ElementType.I32 : ElementType.I64)));
        Term high = isNarrow ? (Term)0 : (index >> WordBits).To(ElementType.U32);
        (Term word0, Term word1) = Words(key0, key1, high, index.To(ElementType.U32));
        return element == ElementType.U32 ? word0 ^ word1 : (word0.To(ElementType.I64) << WordBits) | word1.To(ElementType.I64);
    }

    /// <summary>The two words of a counter.</summary>
    private static (Term Word0, Term Word1) Words(Term key0, Term key1, Term counter0, Term counter1)
    {
        ReadOnlySpan<Term> schedule = [key0, key1, key0 ^ key1 ^ Parity];
        Term word0 = key0 + counter0;
        Term word1 = key1 + counter1;
        for (int round = 0; round < Rounds; round++)
        {
            int by = Rotations[round % Rotations.Length];
            word0 += word1;
            word1 = ((word1 << by) | (word1 >> (WordBits - by))) ^ word0;
            if (round % 4 == 3)
            {
                int injection = (round / 4) + 1;
                word0 += schedule[injection % 3];
                // The sum of key and count does not depend on the point, so it stands in parentheses.
                word1 += schedule[(injection + 1) % 3] + injection;
            }
        }
        return (word0, word1);
    }
}
