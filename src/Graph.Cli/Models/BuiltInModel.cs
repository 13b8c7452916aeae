using Graph.Learning;

namespace Graph.Cli.Models;

/// <summary>A model that the command knows by name.</summary>
/// <param name="Name">The name on the command line.</param>
/// <param name="Summary">One line that says what it is.</param>
/// <param name="Full">Traces its loss at the size it is known for.</param>
/// <param name="Small">Traces the same code at a size of at most 10^4 parameters, for checks.</param>
public sealed record BuiltInModel(string Name, string Summary, Func<Computation> Full, Func<Computation> Small)
{
    /// <summary>
    /// The computation of a loss: its leaves become the parameters, inputs first, then what is trained, then state; the result is called
    /// <c>loss</c>.
    /// </summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="loss">A scalar.</param>
    internal static Computation Trace(string name, Expr loss)
    {
        IEnumerable<Expr> leaves = Traversal.TopologicalOrder([loss]).Where(node => node.Op is Parameter);
        return Computation.Create(name.Replace('-', '_'), [.. leaves.OrderBy(leaf => ((Parameter)leaf.Op).Role)], [loss], ["loss"]);
    }

    /// <summary>The computation of the loss of a network in training.</summary>
    /// <param name="name">The name of the model.</param>
    /// <param name="network">The network.</param>
    /// <param name="input">What it is given: a name, and the type of a batch.</param>
    /// <param name="target">What it should give.</param>
    /// <param name="loss">How wrong it is.</param>
    internal static Computation Trace(
        string name, Layer network, (string Name, TensorType Type) input, (string Name, TensorType Type) target, Loss loss)
    {
        NetworkTrace trace = NetworkTrace.Of(network, [new Field(input.Name, input.Type)], isTraining: true);
        return Trace(name, loss(trace.Outputs[0], Ops.Input(target.Name, target.Type.Shape, target.Type.Element)));
    }
}
