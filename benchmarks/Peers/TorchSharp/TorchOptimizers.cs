using System.Globalization;
using Graph.Benchmarks.Contest;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Graph.Peers.Torch;

/// <summary>A way to update parameters.</summary>
/// <param name="Name">How.</param>
/// <param name="Make">
/// For an optimizer, parameters and a learning rate, what takes a loss, goes back through it, and updates the parameters.
/// </param>
internal sealed record TorchUpdate(string Name, Func<Optimizer, IReadOnlyList<Parameter>, double, Action<Tensor>> Make);

/// <summary>Ways to update parameters: TorchSharp's own, written out by its tensor functions, and libtorch's fused ones.</summary>
internal static class TorchOptimizers
{
    /// <summary>All of them.</summary>
    public static ImmutableArray<TorchUpdate> All { get; } = [new("optim", Own), new("written out", WrittenOut), new("fused", FusedByScript)];

    private static Action<Tensor> Own(Optimizer optimizer, IReadOnlyList<Parameter> parameters, double rate)
    {
        optim.Optimizer own = optimizer.Kind switch
        {
            OptimizerKind.GradientDescent => optim.SGD(parameters, rate),
            OptimizerKind.Adam => optim.AdamW(
                parameters, rate, Optimizer.MeanDecay, Optimizer.SquareDecay, Optimizer.Epsilon, optimizer.Decay),
        };
        return loss =>
        {
            own.zero_grad();
            loss.backward();
            own.step();
        };
    }

    private static Action<Tensor> WrittenOut(Optimizer optimizer, IReadOnlyList<Parameter> parameters, double rate)
    {
        Tensor[] trained = [.. parameters];
        Tensor[] means = [.. trained.Select(zeros_like)], squares = [.. trained.Select(zeros_like)];
        int count = 0;
        return loss =>
        {
            IList<Tensor> gradients = autograd.grad([loss], trained);
            using IDisposable none = no_grad();
            count++;
            for (int place = 0; place < trained.Length; place++)
            {
                switch (optimizer.Kind)
                {
                    case OptimizerKind.GradientDescent:
                        trained[place].add_(gradients[place], -rate);
                        break;
                    case OptimizerKind.Adam:
                        Adam(trained[place], gradients[place], means[place], squares[place], rate, optimizer.Decay, count);
                        break;
                }
            }
        };
    }

    private static void Adam(Tensor parameter, Tensor gradient, Tensor mean, Tensor square, double rate, double decay, int count)
    {
        if (decay != 0)
        {
            parameter.mul_(1 - (rate * decay));
        }
        mean.mul_(Optimizer.MeanDecay).add_(gradient, 1 - Optimizer.MeanDecay);
        square.mul_(Optimizer.SquareDecay).addcmul_(gradient, gradient, 1 - Optimizer.SquareDecay);
        double root = Math.Sqrt(1 - Math.Pow(Optimizer.SquareDecay, count));
        Tensor denominator = square.sqrt().add_(Optimizer.Epsilon * root);
        parameter.addcdiv_(mean, denominator, -rate * root / (1 - Math.Pow(Optimizer.MeanDecay, count)));
    }

    private static Action<Tensor> FusedByScript(Optimizer optimizer, IReadOnlyList<Parameter> parameters, double rate)
    {
        jit.CompilationUnit unit = jit.compile(Script(optimizer, rate));
        Tensor[] trained = [.. parameters];
        Tensor[] means = [.. trained.Select(zeros_like)], squares = [.. trained.Select(zeros_like)];
        Tensor[] counts = [.. trained.Select(_ => zeros([]))];
        return loss =>
        {
            Tensor[] gradients = [.. autograd.grad([loss], trained)];
            using IDisposable none = no_grad();
            unit.invoke("update", trained, gradients, means, squares, counts);
            GC.KeepAlive(gradients);
        };
    }

    // TorchSharp has no functions for the fused updates of libtorch; its compiler of scripts knows them all the same. Numbers stand in the
    // script: as arguments they are freed by TorchSharp at any time.
    private static string Script(Optimizer optimizer, double rate)
    {
        string change = optimizer.Kind switch
        {
            OptimizerKind.GradientDescent => string.Create(
                CultureInfo.InvariantCulture, $"torch._foreach_add_(params, grads, alpha={-rate:E16})"),
            OptimizerKind.Adam => string.Create(
                CultureInfo.InvariantCulture,
                $"torch._foreach_add_(counts, 1)\n    torch._fused_adamw_(params, grads, means, squares, none, counts, lr={rate:E16}, beta1={Optimizer.MeanDecay:E16}, " +
                $"beta2={Optimizer.SquareDecay:E16}, weight_decay={optimizer.Decay:E16}, eps={Optimizer.Epsilon:E16}, amsgrad=False, " +
                $"maximize=False)"),
        };
        return $"""
            def update(params: List[Tensor], grads: List[Tensor], means: List[Tensor], squares: List[Tensor], counts: List[Tensor]):
                none: List[Tensor] = []
                {change}
                return params[0]

            """;
    }

    private static Tensor zeros_like(Tensor parameter) => parameter.detach().clone().zero_();
}
