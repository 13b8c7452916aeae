using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace Graph.Figures;

/// <summary>An axis: how values become places on it, where it ends, and its ticks.</summary>
internal sealed class Scale
{
    private const double Padding = 0.05;
    private const int MostDecadesWithSteps = 2;
    private const int MostWholeTicks = 10;

    private static readonly int[] strides = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000];

    private readonly bool isLogarithmic, isWhole;

    /// <param name="values">All values that are to be seen.</param>
    /// <param name="ends">The ends; null for those of the values.</param>
    /// <param name="isLogarithmic">Whether the axis is logarithmic.</param>
    /// <param name="isWhole">Whether ticks are at whole numbers alone.</param>
    /// <param name="isTight">Whether the axis ends where the values do, without room beyond them.</param>
    public Scale(IEnumerable<double> values, (double Least, double Most)? ends, bool isLogarithmic, bool isWhole, bool isTight)
    {
        (this.isLogarithmic, this.isWhole) = (isLogarithmic, isWhole);
        double[] seen = [.. values.Select(Place).Where(double.IsFinite)];
        (double least, double most) = ends is { } given ? (Place(given.Least), Place(given.Most))
            : seen.Length == 0 ? (0, 1)
            : (seen.Min(), seen.Max());
        double room = ends is not null || (isTight && !isWhole && most > least) ? 0
            : most > least ? (isWhole ? Padding / 2 : Padding) * (most - least)
            : Math.Max(Math.Abs(most) * Padding, isLogarithmic || isWhole ? 0.5 : 1e-3);
        (Least, Most) = (least - room, most + room);
    }

    /// <summary>Where the axis begins, as a place.</summary>
    public double Least { get; }

    /// <summary>Where the axis ends, as a place.</summary>
    public double Most { get; }

    /// <summary>The place of a value; NaN where it has none.</summary>
    public double Place(double value) => !isLogarithmic ? value : value > 0 ? Math.Log10(value) : double.NaN;

    /// <summary>Gives an axis of a plot its ticks.</summary>
    public void Label(IAxis axis)
    {
        if (isLogarithmic)
        {
            axis.TickGenerator = Decades();
        }
        else if (isWhole)
        {
            axis.TickGenerator = Wholes();
        }
    }

    private NumericManual Decades()
    {
        NumericManual ticks = new();
        bool hasSteps = Most - Least <= MostDecadesWithSteps;
        int stride = Math.Max(1, (int)Math.Ceiling((Most - Least) / MostWholeTicks));
        for (int decade = (int)Math.Floor(Least); decade <= Math.Ceiling(Most); decade++)
        {
            for (int digit = 1; digit <= 9; digit++)
            {
                double place = decade + Math.Log10(digit);
                if (place < Least - 1e-9 || place > Most + 1e-9)
                {
                    continue;
                }
                bool isLabelled = digit == 1 ? decade % stride == 0 : hasSteps && digit is 2 or 5;
                if (isLabelled && (digit == 1 || hasSteps))
                {
                    ticks.AddMajor(place, Text(decade, digit));
                }
                else
                {
                    ticks.AddMinor(place);
                }
            }
        }
        return ticks;
    }

    private static string Text(int decade, int digit) => decade is >= -3 and <= 4
        ? (digit * Math.Pow(10, decade)).ToString("0.####", CultureInfo.InvariantCulture)
        : (digit == 1 ? "" : $"{digit}·") + "10" + Superscript(decade);

    private static string Superscript(int number) =>
        string.Concat(number.ToString(CultureInfo.InvariantCulture)
            .Select(character => character == '-' ? '⁻' : "⁰¹²³⁴⁵⁶⁷⁸⁹"[character - '0']));

    private NumericManual Wholes()
    {
        NumericManual ticks = new();
        double span = Math.Max(1, Most - Least);
        int stride = strides.FirstOrDefault(step => span / step <= MostWholeTicks, 100_000);
        for (long tick = (long)Math.Ceiling(Least / stride) * stride; tick <= Most; tick += stride)
        {
            ticks.AddMajor(tick, tick.ToString(CultureInfo.InvariantCulture));
        }
        return ticks;
    }
}
