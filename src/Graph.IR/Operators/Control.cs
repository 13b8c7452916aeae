namespace Graph.IR;

/// <summary>
/// A loop over the leading axis. Operands: the initial carries, then the sequences, whose leading axis is <paramref name="Length"/>, then constants.
/// The body takes the carries, one element of each sequence and the constants, and returns the next carries, then the outputs of the step.
/// Results: the final carries, then the outputs of all steps stacked along a new leading axis.
/// </summary>
/// <param name="Body">The step; closed.</param>
/// <param name="Length">The number of steps, 0 or more.</param>
/// <param name="Carries">How many of the operands are carries.</param>
/// <param name="Sequences">How many of the operands are sequences.</param>
/// <param name="Reverse">Whether the steps go from the last element to the first; outputs stay at the place of their step.</param>
public sealed record Scan(Computation Body, long Length, int Carries, int Sequences, bool Reverse = false) : Op
{
    /// <inheritdoc/>
    public override string Name => "scan";

    /// <summary>How many operands stay the same from step to step.</summary>
    public int Constants => Body.Parameters.Length - Carries - Sequences;

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        if (Length < 0 || Carries < 0 || Sequences < 0 || Constants < 0 || Body.Results.Length < Carries)
        {
            throw new ShapeException(
                $"a scan of {Length} steps with {Carries} carries and {Sequences} sequences does not fit its body, which has {Body.Parameters.Length} parameters and {Body.Results.Length} results");
        }
        Operands.RequireCount(this, operands, Body.Parameters.Length);
        for (int place = 0; place < operands.Length; place++)
        {
            bool isSequence = place >= Carries && place < Carries + Sequences;
            TensorType inner = Body.Parameters[place].Type;
            TensorType expected = isSequence ? inner.With([Length, .. inner.Shape]) : inner;
            if (operands[place].Type != expected)
            {
                string role = place < Carries ? "carry" : isSequence ? "sequence" : "constant";
                throw new ShapeException($"the scan's {role} {operands[place].Describe()} must be {expected} for parameter {Body.Parameters[place].Describe()} of its body");
            }
        }
        for (int carry = 0; carry < Carries; carry++)
        {
            if (Body.Results[carry].Type != Body.Parameters[carry].Type)
            {
                throw new ShapeException(
                    $"the body of a scan must return carry {Body.Parameters[carry].Describe()} with its own type, but returns {Body.Results[carry].Type}");
            }
        }
        ImmutableArray<TensorType> results =
        [
            .. Body.Results[..Carries].Select(carry => carry.Type),
            .. Body.Results[Carries..].Select(output => output.Type.With([Length, .. output.Shape])),
        ];
        return results.Length == 1 ? results[0] : new TupleType(results);
    }
}

/// <summary>
/// A function applied to operands, one for each parameter of the body. Passes inline it after differentiation, unless it is kept as a unit of compilation.
/// </summary>
/// <param name="Body">The function; closed.</param>
/// <param name="Pullback">
/// The user's derivative for reverse mode, or null for the body's own: takes the parameters, the results, then one cotangent for each float result; returns
/// one cotangent for each float parameter.
/// </param>
/// <param name="Pushforward">
/// The user's derivative for forward mode, or null: takes the parameters, then one tangent for each float parameter; returns one tangent for each float result.
/// </param>
/// <param name="Keep">Whether it stays a call to the end.</param>
public sealed record Call(Computation Body, Computation? Pullback = null, Computation? Pushforward = null, bool Keep = false) : Op
{
    /// <inheritdoc/>
    public override string Name => "call";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        RequireSignature("the body", Body, [.. operands.Select(operand => operand.Type)], null);
        ImmutableArray<TensorType> inputs = [.. Body.Parameters.Select(parameter => parameter.Type)];
        ImmutableArray<TensorType> results = [.. Body.Results.Select(result => result.Type)];
        IEnumerable<TensorType> floatInputs = inputs.Where(type => type.Element.IsFloat);
        IEnumerable<TensorType> floatResults = results.Where(type => type.Element.IsFloat);
        if (Pullback is not null)
        {
            RequireSignature("the pullback", Pullback, [.. inputs, .. results, .. floatResults], [.. floatInputs]);
        }
        if (Pushforward is not null)
        {
            RequireSignature("the pushforward", Pushforward, [.. inputs, .. floatInputs], [.. floatResults]);
        }
        return results.Length == 1 ? results[0] : new TupleType(results);
    }

    private void RequireSignature(string role, Computation function, ImmutableArray<TensorType> inputs, ImmutableArray<TensorType>? results)
    {
        TupleType takes = new([.. function.Parameters.Select(parameter => parameter.Type)]);
        TupleType returns = new([.. function.Results.Select(result => result.Type)]);
        if (takes != new TupleType(inputs))
        {
            throw new ShapeException($"{role} of the call @{Body.Name} takes {takes}, not {new TupleType(inputs)}");
        }
        if (results is { } expected && returns != new TupleType(expected))
        {
            throw new ShapeException($"{role} of the call @{Body.Name} returns {returns}, not {new TupleType(expected)}");
        }
    }
}

/// <summary>One result of an operator that has several.</summary>
/// <param name="Index">Which one, counted from 0.</param>
public sealed record Project(int Index) : Op
{
    /// <inheritdoc/>
    public override string Name => "project";

    /// <inheritdoc/>
    public override ExprType InferType(ImmutableArray<Expr> operands)
    {
        Operands.RequireCount(this, operands, 1);
        if (operands[0].ResultType is not TupleType tuple)
        {
            throw new ShapeException($"project takes an operator with several results, but {operands[0].Describe()} has one");
        }
        if (Index < 0 || Index >= tuple.Tensors.Length)
        {
            throw new ShapeException($"there is no result {Index} of {operands[0].Describe()}, which has {tuple.Tensors.Length}");
        }
        return tuple.Tensors[Index];
    }
}
