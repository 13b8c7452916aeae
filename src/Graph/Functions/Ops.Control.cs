namespace Graph;

/// <summary>A step of a loop over lists of carries and inputs: the next carries, and the outputs of the step.</summary>
/// <param name="carries">The carries before the step.</param>
/// <param name="inputs">One element of each sequence.</param>
public delegate (ImmutableArray<Expr> Carries, ImmutableArray<Expr> Outputs) ScanStep(
    ImmutableArray<Expr> carries, ImmutableArray<Expr> inputs);

/// <summary>A derivative given by the user, for reverse mode: one cotangent for each float operand.</summary>
/// <param name="operands">The operands of the function.</param>
/// <param name="result">Its result.</param>
/// <param name="cotangent">How the loss changes with the result; of its type.</param>
public delegate ImmutableArray<Expr> GivenPullback(ImmutableArray<Expr> operands, Expr result, Expr cotangent);

// Loops and functions over C# lambdas. What a lambda uses from outside becomes an operand by itself.
public static partial class Ops
{
    /// <summary>
    /// A loop over the leading axis: <c>Scan((h, x) =&gt; (next, output), init, xs)</c>. Gives the last carry and the outputs of all steps,
    /// stacked along a new leading axis.
    /// </summary>
    /// <param name="step">From the carry and one element of the sequence to the next carry, of its type, and an output; called
    /// once.</param>
    /// <param name="initial">The carry before the first step.</param>
    /// <param name="sequence">A tensor of rank 1 or more, one element a step.</param>
    /// <param name="reverse">Whether to go from the last element to the first; outputs stay at the place of their step.</param>
    /// <exception cref="ShapeException">The next carry has another type than the carry.</exception>
    public static (Expr Carry, Expr Outputs) Scan(
        Func<Expr, Expr, (Expr Carry, Expr Output)> step, Expr initial, Expr sequence, bool reverse = false)
    {
        ScanStep general = (carries, inputs) =>
        {
            (Expr carry, Expr output) = step(carries[0], inputs[0]);
            return ([carry], [output]);
        };
        (ExprList carries, ExprList outputs) = Scan(general, [initial], [sequence], reverse: reverse);
        return (carries[0], outputs[0]);
    }

    /// <summary>A loop over the leading axis with two carries, such as the state and the cell of an LSTM.</summary>
    /// <inheritdoc cref="Scan(Func{Expr, Expr, ValueTuple{Expr, Expr}}, Expr, Expr, bool)"/>
    public static ((Expr First, Expr Second) Carries, Expr Outputs) Scan(
        Func<Expr, Expr, Expr, (Expr First, Expr Second, Expr Output)> step, (Expr First, Expr Second) initial, Expr sequence,
        bool reverse = false)
    {
        ScanStep general = (carries, inputs) =>
        {
            (Expr first, Expr second, Expr output) = step(carries[0], carries[1], inputs[0]);
            return ([first, second], [output]);
        };
        (ExprList carries, ExprList outputs) = Scan(general, [initial.First, initial.Second], [sequence], reverse: reverse);
        return ((carries[0], carries[1]), outputs[0]);
    }

    /// <summary>A loop over the leading axes of any number of sequences, with any number of carries and outputs.</summary>
    /// <param name="step">The step; called once.</param>
    /// <param name="initial">The carries before the first step.</param>
    /// <param name="sequences">Tensors of rank 1 or more, of one size along their leading axis.</param>
    /// <param name="length">The number of steps; only needed where there is no sequence.</param>
    /// <param name="reverse">Whether to go from the last element to the first; outputs stay at the place of their step.</param>
    /// <returns>The last carries, and the outputs of all steps, each stacked along a new leading axis.</returns>
    /// <exception cref="ShapeException">The sequences differ in length, there is none and no length, or a next carry has another type than
    /// its carry.</exception>
    public static (ExprList Carries, ExprList Outputs) Scan(
        ScanStep step, ImmutableArray<Expr> initial, ImmutableArray<Expr> sequences, long? length = null, bool reverse = false)
    {
        long steps;
        ImmutableArray<Expr> carries, inputs;
        using (Origin.Enter())
        {
            steps = LengthOf(sequences, length);
            carries = [.. initial.Select((carry, place) => Primitives.Leaf(Numbered("carry", place, initial.Length), carry.Type))];
            inputs = [.. sequences.Select((sequence, place) =>
                Primitives.Leaf(Numbered("element", place, sequences.Length), sequence.Type.With(sequence.Shape[1..])))];
        }
        // Outside of the extent, so that what the lambda makes gets the lines of the lambda.
        (ImmutableArray<Expr> next, ImmutableArray<Expr> outputs) = step(carries, inputs);
        using var _ = Origin.Enter();
        RequireCarries(initial, next);
        Closure closure = Closure.Of("step", [.. carries, .. inputs], [.. next, .. outputs]);
        ImmutableArray<Expr> results = Primitives.Scan(closure.Body, steps, initial, sequences, closure.Captured, reverse);
        return (new ExprList(results[..initial.Length]), new ExprList(results[initial.Length..]));
    }

    /// <summary>A function as one operator, which dumps show by its name; passes inline it unless it is kept.</summary>
    /// <param name="name">The name, for dumps: letters, digits, <c>_</c>, <c>.</c> and <c>-</c>.</param>
    /// <param name="function">The function; called once.</param>
    /// <param name="operands">What it is applied to.</param>
    /// <param name="keep">Whether it stays a unit of compilation.</param>
    public static ExprList Call(
        string name, Func<ImmutableArray<Expr>, ImmutableArray<Expr>> function, ImmutableArray<Expr> operands, bool keep = false)
    {
        ImmutableArray<Expr> parameters = Standing(operands);
        ImmutableArray<Expr> results = function(parameters);
        using var _ = Origin.Enter();
        Closure closure = Closure.Of(name, parameters, results, keepConstants: true);
        return new ExprList(Expr.Create(new IR.Call(closure.Body, Keep: keep), [.. operands, .. closure.Captured]).Results());
    }

    /// <summary>A function of one operand as one operator.</summary>
    /// <inheritdoc cref="Call(string, Func{ImmutableArray{Expr}, ImmutableArray{Expr}}, ImmutableArray{Expr}, bool)"/>
    public static Expr Call(string name, Func<Expr, Expr> function, Expr operand, bool keep = false) =>
        Call(name, operands => [function(operands[0])], [operand], keep)[0];

    /// <summary>A function whose derivative is not that of its operators but one given by the user.</summary>
    /// <param name="function">The function; called once.</param>
    /// <param name="pullback">From the operand, the result and its cotangent to the cotangent of the operand; called once.</param>
    /// <param name="operand">What it is applied to, of floats.</param>
    /// <exception cref="GraphException">The function or the derivative uses an expression from outside, whose own derivative would be
    /// lost.</exception>
    public static Expr CustomDerivative(Func<Expr, Expr> function, Func<Expr, Expr, Expr, Expr> pullback, Expr operand) => CustomDerivative(
        operands => function(operands[0]), (operands, result, cotangent) => [pullback(operands[0], result, cotangent)], [operand]);

    /// <summary>A function of several operands with a derivative given by the user.</summary>
    /// <param name="function">The function; called once.</param>
    /// <param name="pullback">The derivative; called once.</param>
    /// <param name="operands">What it is applied to.</param>
    /// <exception cref="GraphException">The function or the derivative uses an expression from outside, whose own derivative would be
    /// lost.</exception>
    /// <exception cref="ShapeException">The derivative does not return one cotangent, of its type, for each float operand.</exception>
    public static Expr CustomDerivative(Func<ImmutableArray<Expr>, Expr> function, GivenPullback pullback, ImmutableArray<Expr> operands)
    {
        ImmutableArray<Expr> parameters = Standing(operands);
        Expr result = function(parameters);
        ImmutableArray<Expr> inputs = Standing(operands);
        (Expr value, Expr cotangent) = (Primitives.Leaf("result", result.Type), Primitives.Leaf("cotangent", result.Type));
        ImmutableArray<Expr> cotangents = pullback(inputs, value, cotangent);
        using var _ = Origin.Enter();
        Computation body = Closed("function", parameters, [result]);
        Computation given = Closed("pullback", [.. inputs, value, cotangent], cotangents);
        return Expr.Create(new IR.Call(body, given), operands);
    }

    private static Computation Closed(string name, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results)
    {
        Closure closure = Closure.Of(name, parameters, results, keepConstants: true);
        if (!closure.Captured.IsEmpty)
        {
            throw new GraphException(
                $"the {name} uses {closure.Captured[0].Describe()} from outside, whose derivative would be lost; make it an operand");
        }
        return closure.Body;
    }

    private static ImmutableArray<Expr> Standing(ImmutableArray<Expr> operands) =>
        [.. operands.Select((operand, place) => Primitives.Leaf(Numbered("operand", place, operands.Length), operand.Type))];

    private static string Numbered(string name, int place, int count) => count == 1 ? name : FormattableString.Invariant($"{name}{place}");

    private static long LengthOf(ImmutableArray<Expr> sequences, long? length)
    {
        foreach (Expr sequence in sequences)
        {
            if (sequence.Rank == 0)
            {
                throw new ShapeException($"the sequence {sequence.Describe()} is a scalar and has no axis to go along");
            }
            if (sequence.Shape[0] != (length ??= sequence.Shape[0]))
            {
                throw new ShapeException(
                    $"the sequence {sequence.Describe()} has {sequence.Shape[0]} elements along its leading axis, not {length}");
            }
        }
        return length ?? throw new ShapeException("without a sequence it takes a length");
    }

    private static void RequireCarries(ImmutableArray<Expr> initial, ImmutableArray<Expr> next)
    {
        if (next.Length != initial.Length)
        {
            throw new ShapeException($"the step returns {next.Length} carries, but takes {initial.Length}");
        }
        for (int place = 0; place < next.Length; place++)
        {
            if (next[place].Type != initial[place].Type)
            {
                throw new ShapeException(
                    $"{Numbered("carry", place, next.Length)} begins as {initial[place].Describe()}, but the step returns " +
                    $"{next[place].Describe()}; a carry keeps its type");
            }
        }
    }
}
