namespace Graph.Learning;

/// <summary>
/// A network while it is trained: its parameters and states, what the optimizer keeps for them, and how far training has come. Steps change
/// it in place; one at a time.
/// </summary>
public sealed class Learner
{
    private readonly List<Tensor> rates = [];
    private readonly ImmutableArray<Variable> variables;
    private readonly int accumulation;

    internal Learner(TrainState state, long batches, ImmutableArray<Variable> variables, int accumulation) =>
        (State, Batches, this.variables, this.accumulation) = (state, batches, variables, accumulation);

    /// <summary>Everything that is kept from step to step, by path; the next step takes it.</summary>
    public TrainState State { get; internal set; }

    /// <summary>How many batches it has learned from.</summary>
    public long Batches { get; internal set; }

    /// <summary>How often its parameters were changed: once a batch, but where gradients are accumulated.</summary>
    public long Steps => Batches / accumulation;

    /// <summary>By what every learning rate is multiplied; 1 unless somebody sets it, such as a callback that finds no progress.</summary>
    public double RateFactor { get; set; } = 1;

    /// <summary>A copy of the parameters, by path.</summary>
    public ParameterTree Parameters => Copied(variable => variable.IsTrained);

    /// <summary>A copy of the parameters and of the states of layers, such as running statistics, by path.</summary>
    public ParameterTree Weights => Copied(_ => true);

    /// <summary>As <see cref="Weights"/>, with the averages of parameters where the optimizer keeps them.</summary>
    public ParameterTree AveragedWeights
    {
        get
        {
            HashSet<string> kept = [.. State.Names];
            return new ParameterTree(variables.Select(variable =>
                $"{KeptPaths.Average}/{variable.Path}" is var average && kept.Contains(average)
                    ? (variable.Path, State[average])
                    : (variable.Path, State[variable.Path])));
        }
    }

    /// <summary>
    /// Lets the states of the batch begin anew, as they do at the start of a pass over sequences; see <see cref="Scope.BatchState"/>.
    /// </summary>
    public void BeginSequences()
    {
        foreach (Variable state in variables.Where(variable => variable.IsOfBatch))
        {
            State = State.With(state.Path, state.Anew.Evaluate());
        }
    }

    /// <summary>A learner that goes another way from here.</summary>
    public Learner Clone() => new(State.Clone(), Batches, variables, accumulation) { RateFactor = RateFactor };

    /// <summary>
    /// Everything that is kept, as a safetensors file: parameters and states below <c>model/</c>, what optimizers keep beside them.
    /// <see cref="LearningStep.Restore"/> takes it.
    /// </summary>
    public TensorFile ToFile() => ToFile([], []);

    /// <summary>The same with more tensors and texts.</summary>
    internal TensorFile ToFile(IEnumerable<(string Name, Tensor Value)> tensors, IEnumerable<(string Key, string Text)> metadata) =>
        LearnerFile.Of(this, variables, tensors, metadata);

    /// <summary>Hands out the learning rates of the next step, in tensors that are used again.</summary>
    internal void FillRates(RateOperands operands, Span<Tensor> into)
    {
        for (int place = 0; place < into.Length; place++)
        {
            if (place == rates.Count)
            {
                rates.Add(Tensor.Empty([], operands.Element));
            }
            double rate = operands.At(place, Steps) * RateFactor;
            if (operands.Element == ElementType.F32)
            {
                rates[place].CopyFrom<float>([(float)rate]);
            }
            else
            {
                rates[place].CopyFrom<double>([rate]);
            }
            into[place] = rates[place];
        }
    }

    private ParameterTree Copied(Func<Variable, bool> wanted) =>
        new(variables.Where(wanted).Select(variable => (variable.Path, State[variable.Path])));
}
