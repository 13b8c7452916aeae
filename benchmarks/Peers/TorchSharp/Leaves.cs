using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>The parameters of a network with their first values, each laid out as the layer that asks for it likes it.</summary>
/// <param name="network">The network.</param>
internal sealed class Leaves(Network network)
{
    private readonly Dictionary<string, Parameter> byName = [];

    /// <summary>All of them, once every layer has asked for its own.</summary>
    public IReadOnlyList<Parameter> Trained => [.. network.Parameters.Select(parameter => byName[parameter.Name])];

    /// <summary>A parameter as our side has it.</summary>
    public Parameter Plain(string name) => LaidOut(name, value => value);

    /// <summary>A matrix with its axes exchanged.</summary>
    public Parameter Transposed(string name) => LaidOut(name, value => value.t().contiguous());

    /// <summary>A parameter laid out in another way.</summary>
    public Parameter LaidOut(string name, Func<Tensor, Tensor> layout)
    {
        using IDisposable none = no_grad();
        return byName[name] = new Parameter(layout(First(name)));
    }

    /// <summary>A parameter that a module has made; gets its first value.</summary>
    public void Adopt(string name, Parameter made, Func<Tensor, Tensor> layout)
    {
        using IDisposable none = no_grad();
        made.copy_(layout(First(name)));
        byName[name] = made;
    }

    /// <summary>A table that is looked up by numbers of its rows.</summary>
    public Func<Tensor, Tensor> Embedding(string name)
    {
        using Tensor first = First(name);
        Embedding module = nn.Embedding(first.shape[0], first.shape[1]);
        Adopt(name, module.weight!, value => value);
        return module.call;
    }

    /// <summary>The elements of a parameter in an order that stays.</summary>
    public float[] Read(string name)
    {
        using Tensor copy = byName[name].detach().contiguous();
        return copy.data<float>().ToArray();
    }

    /// <summary>A dense layer as <c>linear</c>, which takes the weight by its outputs.</summary>
    public Func<Tensor, Tensor> Linear(string name)
    {
        Parameter weight = Transposed($"{name}/w"), bias = Plain($"{name}/b");
        return x => nn.functional.linear(x, weight, bias);
    }

    /// <summary>A dense layer as <c>addmm</c>, which takes the weight by its inputs.</summary>
    public Func<Tensor, Tensor> Addmm(string name)
    {
        Parameter weight = Plain($"{name}/w"), bias = Plain($"{name}/b");
        return x => addmm(bias, x, weight, 1, 1);
    }

    private Tensor First(string name) => TorchData.Of(network.Parameters.First(parameter => parameter.Name == name));
}
