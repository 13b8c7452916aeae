namespace Graph.Learning;

/// <summary>
/// A network as an expression of its inputs and variables, which are leaves; the variables of the outermost layer lie at the top.
/// </summary>
public sealed class NetworkTrace
{
    private NetworkTrace(Layer network, Scope scope, ImmutableArray<Expr> inputs, ExprList outputs) =>
        (Network, Scope, Inputs, Outputs) = (network, scope, inputs, outputs);

    /// <summary>The network.</summary>
    public Layer Network { get; }

    /// <summary>What the layers asked for.</summary>
    public Scope Scope { get; }

    /// <summary>The leaves of the inputs.</summary>
    public ImmutableArray<Expr> Inputs { get; }

    /// <summary>The outputs.</summary>
    public ExprList Outputs { get; }

    /// <summary>The variables that a model of the network has: all but the states of a batch.</summary>
    internal ImmutableArray<Variable> ModelVariables => [.. Scope.Variables.Where(variable => !variable.IsOfBatch)];

    /// <summary>Traces a network.</summary>
    /// <param name="network">The network.</param>
    /// <param name="inputs">Name and type of each input, with the batch as the leading axis.</param>
    /// <param name="isTraining">Whether layers behave as in training.</param>
    /// <param name="key">Where random layers draw from; null, in training, for the step's own key.</param>
    /// <param name="element">The element type of parameters and states.</param>
    /// <exception cref="GraphException">The inputs do not fit.</exception>
    public static NetworkTrace Of(
        Layer network, ImmutableArray<Field> inputs, bool isTraining = false, Expr? key = null, ElementType element = ElementType.F32)
    {
        ArgumentNullException.ThrowIfNull(network);
        Scope scope = new(isTraining, element, key, network, new LayerNames(), null);
        ImmutableArray<Expr> leaves = [.. inputs.Select(input => Primitives.Leaf(input.Name, input.Type))];
        return new NetworkTrace(network, scope, leaves, scope.Apply(network, leaves));
    }

    /// <summary>What the states of layers begin as, by path: to check derivatives at, where statistics cannot be any numbers.</summary>
    /// <param name="seed">Where those that are drawn come from.</param>
    public IReadOnlyDictionary<string, Tensor> FirstStates(long seed) => Scope.Variables.Where(variable => !variable.IsTrained)
        .ToDictionary(state => state.Path, state => state.Initial(Ops.Key(seed)).Evaluate());

    /// <summary>
    /// The same as a computation: of the inputs and variables, and of what the key is made from where one is used, to the outputs and then
    /// the losses that layers have added.
    /// </summary>
    /// <param name="name">The name of the computation.</param>
    public Computation ToComputation(string name)
    {
        ImmutableArray<Expr> results = [.. Outputs, .. Scope.AddedLosses];
        ImmutableArray<Expr> declared = [.. Inputs, .. Scope.Variables.Select(variable => variable.Leaf)];
        IEnumerable<Expr> others = Traversal.TopologicalOrder(results).Where(node => node.Op is IR.Parameter).Except(declared);
        return Computation.Create(name, [.. declared, .. others], results);
    }
}
