namespace Graph.GradientChecks;

/// <summary>Sums over doubles that keep what plain ones would lose beside a much larger term (A. Neumaier, ZAMM 54, 1974).</summary>
internal static class Sums
{
    public static double InnerProduct(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        (double sum, double lost) = (0, 0);
        for (int index = 0; index < left.Length; index++)
        {
            double term = left[index] * right[index];
            double next = sum + term;
            lost += Math.Abs(sum) >= Math.Abs(term) ? sum - next + term : term - next + sum;
            sum = next;
        }
        // An infinite sum has lost NaN.
        return double.IsFinite(sum) ? sum + lost : sum;
    }
}
