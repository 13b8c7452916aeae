using static Graph.Ops;

namespace Graph.Tests.Facade;

/// <summary>The numbers of the course that need no training.</summary>
public sealed class CourseTests
{
    [Fact]
    public void A_perceptron_is_a_dot_product_a_bias_and_a_nonlinearity()
    {
        Expr z = 1 + Dot((Tensor)new float[] { -1, 2 }, (Tensor)new float[] { 3, -2 });
        Near.Equal([-6], z.Evaluate());
        Near.Equal([0.0024726], Sigmoid(z).Evaluate(), 5e-8);
    }

    [Fact]
    public void Binary_cross_entropy_and_mean_squared_error_of_the_slides()
    {
        Near.Equal([1.47428], BinaryCrossEntropy((Tensor)new[] { 0.1, 0.8, 0.6 }, (Tensor)new double[] { 1, 0, 1 }).Evaluate(), 3e-6);
        Near.Equal([2433.33], MeanSquaredError((Tensor)new double[] { 30, 80, 85 }, (Tensor)new double[] { 90, 20, 95 }).Evaluate(), 2e-6);
    }

    [Fact]
    public void Tanh_is_a_stretched_sigmoid()
    {
        Tensor x = Draw.Tensor([50], 1, -6, 6);
        Near.Equal(Tanh(x).Evaluate().Doubles(), ((2 * Sigmoid(x * 2)) - 1).Evaluate());
    }

    [Fact]
    public void Derivatives_of_the_activations()
    {
        Expr x = Input("x", [5], ElementType.F64);
        double[] at = [-2, -0.5, 0, 0.5, 2];
        double[] Slope(Func<Expr, Expr> activation) => Differentiate(Sum(activation(x)), x)[0].Evaluate(("x", at)).Doubles();
        Near.Equal(at.Select(v => Math.Exp(-v) / Math.Pow(1 + Math.Exp(-v), 2)), Tensor.Create<double>([5], Slope(Sigmoid)));
        Near.Equal(at.Select(v => 1 / Math.Pow(Math.Cosh(v), 2)), Tensor.Create<double>([5], Slope(Tanh)));
        Assert.Equal([0, 0, 0, 1, 1], Slope(Relu));
        Assert.Equal([0.1, 0.1, 0.1, 1, 1], Slope(LeakyRelu));
    }

    [Fact]
    public void Lab_1_1_adds_multiplies_and_differentiates()
    {
        Near.Equal([76], (Constant(15) + Constant(61)).Evaluate());
        Expr a = Input("a", []), b = Input("b", []);
        Expr c = a + b, d = b - 1, e = c * d;
        Near.Equal([6], e.Evaluate(("a", 1.5f), ("b", 2.5f)));
        Expr x = Input("x", []);
        Near.Equal([6], Differentiate(x * x, x)[0].Evaluate(("x", 3f)));
    }

    /// <summary>x_k − 4 = (x₀ − 4)(1 − 2η)^k.</summary>
    [Theory]
    [InlineData(0.01, 500)]
    [InlineData(0.5, 3)]
    [InlineData(1.1, 20)]
    public void Gradient_descent_on_a_parabola_is_geometric(double rate, int steps)
    {
        Expr x = Parameter("x", [], ElementType.F64);
        Executable step = Compile([x], [x - (rate * Differentiate(Square(x - 4), x)[0])]);
        Tensor value = -1.0;
        for (int k = 0; k < steps; k++)
        {
            value = step.Run(value);
        }
        Near.Equal([4 + (-5 * Math.Pow(1 - (2 * rate), steps))], value, 1e-9);
    }

    [Fact]
    public void An_untrained_music_model_has_the_entropy_of_its_alphabet()
    {
        Tensor loss = SoftmaxCrossEntropy(Zeros([8, 100, 83]), Zeros([8, 100], ElementType.I32)).Evaluate();
        Near.Equal([Math.Log(83)], loss, 1e-6);
        Assert.Equal("4.4188", ((float)loss).ToString("F4", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public void A_stack_of_linear_maps_is_one_affine_map()
    {
        Tensor x = Draw.Tensor([4, 3], 1), w1 = Draw.Tensor([3, 5], 2), b1 = Draw.Tensor([5], 3), w2 = Draw.Tensor([5, 2], 4), b2 = Draw.Tensor([2], 5);
        Expr stacked = MatMul(MatMul(x, w1) + b1, w2) + b2;
        Expr single = MatMul(x, MatMul(w1, w2)) + (MatMul(b1, w2) + b2);
        Near.Equal([4, 2], single.Evaluate().Doubles(), stacked.Evaluate());
    }
}
