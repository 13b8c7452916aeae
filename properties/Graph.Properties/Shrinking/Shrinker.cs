using Graph.Properties.Generation;

namespace Graph.Properties.Shrinking;

/// <summary>Makes a failing case smaller until nothing smaller fails.</summary>
public static class Shrinker
{
    /// <summary>How many candidates are tried at most.</summary>
    public const int MostTries = 6000;

    /// <summary>The smallest case found that still fails.</summary>
    /// <param name="failing">A case that fails.</param>
    /// <param name="fails">Whether a case fails in the same way.</param>
    /// <param name="tries">How many candidates to try at most.</param>
    public static Case Shrink(Case failing, Func<Case, bool> fails, int tries = MostTries)
    {
        Case best = failing;
        Measure size = Measure.Of(best);
        bool progress = true;
        while (progress && tries > 0)
        {
            progress = false;
            foreach (Case candidate in Candidates(best))
            {
                Measure smaller = Measure.Of(candidate);
                if (!(smaller < size))
                {
                    continue;
                }
                if (--tries < 0)
                {
                    break;
                }
                if (fails(candidate))
                {
                    (best, size, progress) = (candidate, smaller, true);
                    break;
                }
            }
        }
        return best;
    }

    private static IEnumerable<Case> Candidates(Case subject) =>
        StructureCuts.Of(subject)
            .Concat(BodyCuts.Of(subject))
            .Concat(ScalarCut.Of(subject))
            .Concat(SizeCuts.Of(subject))
            .Concat(ValueCuts.Of(subject));
}
