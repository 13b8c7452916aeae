using System.Runtime.CompilerServices;

namespace Graph.Learning;

/// <summary>Gradient checks of layers: of their outputs, and of losses that they add, by inputs and parameters.</summary>
public static class LayerGradientChecks
{
    extension(GradientCheck)
    {
        /// <summary>Checks a layer of one f32 input, in training.</summary>
        /// <param name="layer">The layer.</param>
        /// <param name="input">The shape of its input, with the batch as the leading axis.</param>
        /// <param name="seed">Where the values come from; 0 or the options' where it is not given.</param>
        /// <param name="order">1 for the gradient, 2 for the gradient of the gradient along a random direction.</param>
        /// <param name="options">The rest.</param>
        /// <param name="name">What the report calls the layer; the compiler fills in the expression.</param>
        /// <returns>The report of a check that passed.</returns>
        /// <exception cref="GradientCheckException">The check failed.</exception>
        public static GradientCheckReport Verify(
            Layer layer, Shape input, int? seed = null, int? order = null, GradientCheckOptions? options = null,
            [CallerArgumentExpression(nameof(layer))] string name = "")
        {
            GradientCheckReport report = GradientCheck.Run(layer, input, seed, order, options, name);
            return report.Passed ? report : throw new GradientCheckException(report);
        }

        /// <summary>As <c>Verify</c>, but returns a failure as well.</summary>
        /// <param name="layer">The layer.</param>
        /// <param name="input">The shape of its input, with the batch as the leading axis.</param>
        /// <param name="seed">Where the values come from; 0 or the options' where it is not given.</param>
        /// <param name="order">1 for the gradient, 2 for the gradient of the gradient along a random direction.</param>
        /// <param name="options">The rest.</param>
        /// <param name="name">What the report calls the layer; the compiler fills in the expression.</param>
        public static GradientCheckReport Run(
            Layer layer, Shape input, int? seed = null, int? order = null, GradientCheckOptions? options = null,
            [CallerArgumentExpression(nameof(layer))] string name = "")
        {
            GradientCheckOptions chosen = options ?? new GradientCheckOptions();
            NetworkTrace trace = NetworkTrace.Of(
                layer, [new Field("x", new TensorType(ElementType.F32, input))], isTraining: true, Ops.Key(seed ?? chosen.Seed));
            Dictionary<string, Tensor> values = new(trace.FirstStates(chosen.Seed));
            foreach ((string path, Tensor value) in chosen.Values)
            {
                values[path] = value;
            }
            return GradientCheck.Run(
                trace.ToComputation("layer"),
                chosen with { Seed = seed ?? chosen.Seed, Order = order ?? chosen.Order, Values = values }) with
            { Name = name };
        }
    }
}
