using System.Globalization;
using System.Text;
using Graph.Reference;
using Graph.Transforms;
using Xunit.Sdk;
using static Graph.IR.Primitives;

namespace Graph.Tests.Derivatives;

/// <summary>Holds derivatives against differences of values, both from the interpreter, and the two modes against each other.</summary>
internal static class Derivatives
{
    private const double Step = 1e-3;
    private const double Tolerance = 1e-7;

    /// <summary>A number that looks random for each place, in [−2, −0.1] and [0.1, 2], or in [0.1, 2]; no two of nearby places are close.</summary>
    public static double Draw(long place, int seed, bool positive = false)
    {
        double unit = ((place + 1) * 0.6180339887498949) + (seed * 0.3819660112501051 / 1.7) + 0.05;
        unit -= Math.Floor(unit);
        double signed = positive ? unit : (2 * unit) - 1;
        return (signed * 1.9) + (signed < 0 ? -0.1 : 0.1);
    }

    /// <summary>Drawn f64 values of a shape.</summary>
    public static Literal Draw(Shape shape, int seed, bool positive = false) => Literal.Generate(shape, place => Draw(place, seed, positive));

    /// <summary>
    /// Checks a computation of f64 values: its derivatives of first and of second order against central differences of five points, and at each order forward mode
    /// against reverse mode, ⟨u, J·v⟩ = ⟨Jᵀ·u, v⟩.
    /// </summary>
    /// <exception cref="XunitException">Two of them differ.</exception>
    public static void Verify(Computation computation, ImmutableArray<Literal> arguments, int orders = 2)
    {
        ImmutableArray<Expr> by = [.. computation.Parameters.Where(parameter => parameter.Element == ElementType.F64)];
        ImmutableArray<Expr> results = [.. computation.Results.Where(result => result.Element == ElementType.F64)];
        for (int order = 1; order <= orders; order++)
        {
            Expr value = Weighted(results, seed: order);
            ImmutableArray<Expr> gradients = Gradients(value, by);
            string what = $"{computation.Name}, order {order}";
            CompareModes(what, computation.Parameters, results, seed: order, gradients, by, arguments);
            CompareDifferences(what, computation.Parameters, value, gradients, by, arguments);
            results = gradients;
        }
    }

    /// <summary>The gradients of a scalar; zeros by what it does not reach, which differences can see.</summary>
    public static ImmutableArray<Expr> Gradients(Expr value, ImmutableArray<Expr> by) =>
        [.. ReverseMode.Pullback([value], [Fill(value.Type, 1)], by).Zip(by, (gradient, leaf) => gradient ?? Zeros(leaf.Type))];

    /// <summary>The sum of all f64 elements of some expressions, each times its own weight.</summary>
    public static Expr Weighted(ImmutableArray<Expr> expressions, int seed)
    {
        Expr sum = Fill(new TensorType(ElementType.F64, []), 0);
        foreach (Expr expression in expressions.Where(expression => expression.Element == ElementType.F64))
        {
            sum += (expression * Constant(Draw(expression.Shape, seed))).Sum(Axes.Range(0, expression.Rank));
        }
        return sum;
    }

    /// <summary>Evaluates expressions over some parameters.</summary>
    public static ImmutableArray<Literal> Evaluate(ImmutableArray<Expr> parameters, ImmutableArray<Expr> results, ImmutableArray<Literal> arguments) =>
        Interpreter.Evaluate(Computation.Create("check", parameters, results), arguments);

    /// <summary>Fails where two lists of f64 values differ by more than rounding; equal NaNs and infinities agree.</summary>
    public static void AssertClose(string what, double[] expected, double[] actual, double tolerance = Tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = Math.Max(1, expected.Where(double.IsFinite).Select(Math.Abs).DefaultIfEmpty().Max());
        for (int place = 0; place < expected.Length; place++)
        {
            bool close = expected[place].Equals(actual[place]) || Math.Abs(expected[place] - actual[place]) <= tolerance * scale;
            if (!close)
            {
                throw new XunitException($"{what}: element {place} should be {Show(expected[place])}, is {Show(actual[place])}\n{List(expected)}\n{List(actual)}");
            }
        }
    }

    private static void CompareModes(
        string what, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results, int seed, ImmutableArray<Expr> gradients, ImmutableArray<Expr> by, ImmutableArray<Literal> arguments)
    {
        ImmutableArray<Expr> directions = [.. by.Select((leaf, place) => Constant(Draw(leaf.Shape, seed: 20 + place)))];
        ImmutableArray<Expr?> tangents = ForwardMode.Pushforward(results, by, directions);
        Expr forward = Weighted([.. tangents.Zip(results, (tangent, result) => tangent ?? Zeros(result.Type))], seed);
        Expr reverse = Zeros(forward.Type);
        foreach ((Expr gradient, Expr direction) in gradients.Zip(directions))
        {
            reverse += (gradient * direction).Sum(Axes.Range(0, gradient.Rank));
        }
        ImmutableArray<Literal> values = Evaluate(parameters, [reverse, forward], arguments);
        AssertClose($"{what}, forward mode", values[0].ToArray<double>(), values[1].ToArray<double>(), 1e-11);
    }

    private static void CompareDifferences(
        string what, ImmutableArray<Expr> parameters, Expr value, ImmutableArray<Expr> gradients, ImmutableArray<Expr> by, ImmutableArray<Literal> arguments)
    {
        Computation function = Computation.Create("value", parameters, [value]);
        ImmutableArray<Literal> analytic = Evaluate(parameters, gradients, arguments);
        for (int place = 0; place < by.Length; place++)
        {
            int argument = parameters.IndexOf(by[place]);
            double[] numeric = Differences(function, arguments, argument);
            Assert.All(numeric, difference => Assert.True(double.IsFinite(difference), $"{what}: not differentiable where it is checked"));
            AssertClose($"{what}, by {by[place].Describe()}", numeric, analytic[place].ToArray<double>());
        }
    }

    // (f(x − 2h) − 8 f(x − h) + 8 f(x + h) − f(x + 2h)) / 12h, with an error of the order of h⁴.
    private static double[] Differences(Computation function, ImmutableArray<Literal> arguments, int argument)
    {
        double[] elements = arguments[argument].ToArray<double>();
        double[] differences = new double[elements.Length];
        for (int place = 0; place < elements.Length; place++)
        {
            double At(double offset)
            {
                double[] moved = [.. elements];
                moved[place] += offset;
                Literal literal = Literal.Create<double>(arguments[argument].Shape, moved);
                return Interpreter.Evaluate(function, arguments.SetItem(argument, literal))[0].At<double>(0);
            }
            differences[place] = (At(-2 * Step) - (8 * At(-Step)) + (8 * At(Step)) - At(2 * Step)) / (12 * Step);
        }
        return differences;
    }

    private static string List(double[] values) => values.Aggregate(new StringBuilder(), (text, value) => text.Append(Show(value)).Append(' ')).ToString();

    private static string Show(double value) => value.ToString("R", CultureInfo.InvariantCulture);
}
