using System.Globalization;
using Xunit.Sdk;

namespace Graph.Tests.Facade;

/// <summary>Compares tensors with numbers computed otherwise.</summary>
internal static class Near
{
    /// <summary>Shape and every element agree, elements within an absolute or relative tolerance; NaN agrees with NaN, an infinity with itself.</summary>
    public static void Equal(Shape shape, IEnumerable<double> expected, Tensor actual, double tolerance = 1e-12)
    {
        Assert.Equal(shape, actual.Shape);
        Equal(expected, actual, tolerance);
    }

    public static void Equal(IEnumerable<double> expected, Tensor actual, double tolerance = 1e-12)
    {
        double[] wanted = [.. expected];
        Assert.Equal(wanted.Length, actual.ElementCount);
        for (int index = 0; index < wanted.Length; index++)
        {
            double value = actual.Literal.ToDouble(index);
            bool same = value.Equals(wanted[index]) || Math.Abs(value - wanted[index]) <= tolerance * Math.Max(1, Math.Abs(wanted[index]));
            if (!same)
            {
                throw new XunitException(string.Create(CultureInfo.InvariantCulture, $"element {index} is {value:R}, should be {wanted[index]:R}"));
            }
        }
    }

    /// <summary>The elements as doubles.</summary>
    public static double[] Doubles(this Tensor tensor) => [.. Enumerable.Range(0, (int)tensor.ElementCount).Select(index => tensor.Literal.ToDouble(index))];
}
