namespace Graph;

// Activations. Relu and its kin choose by x ≤ 0, so that NaN passes and the derivative at 0 is that of the left side.
public static partial class Ops
{
    /// <summary>max(0, x), with derivative 0 at 0; NaN stays.</summary>
    public static Expr Relu(Expr x)
    {
        using var _ = Origin.Enter();
        return Where(x <= 0, 0, x);
    }

    /// <summary>min(max(0, x), 6), with derivative 0 at 0 and at 6; NaN stays.</summary>
    public static Expr Relu6(Expr x)
    {
        using var _ = Origin.Enter();
        return Where(x <= 0, 0, Where(x >= 6, 6, x));
    }

    /// <summary>
    /// x above 0, else 0.1 x; for another slope see <see cref="LeakyRelu(Expr, Scalar)"/> (PyTorch takes 0.01 where none is given).
    /// </summary>
    public static Expr LeakyRelu(Expr x)
    {
        using var _ = Origin.Enter();
        return LeakyRelu(x, 0.1);
    }

    /// <summary>x above 0, else <paramref name="slope"/> · x.</summary>
    public static Expr LeakyRelu(Expr x, Scalar slope)
    {
        using var _ = Origin.Enter();
        return Where(x <= 0, slope * x, x);
    }

    /// <summary>
    /// x above 0, else <paramref name="slope"/> · x with a slope to be learned, broadcast against x (He et al., 2015, "Delving deep into
    /// rectifiers").
    /// </summary>
    public static Expr PRelu(Expr x, Expr slope)
    {
        using var _ = Origin.Enter();
        return Where(x <= 0, slope * x, x);
    }

    /// <summary>
    /// x above 0, else e^x − 1 (Clevert et al., 2015, "Fast and accurate deep network learning by exponential linear units").
    /// </summary>
    public static Expr Elu(Expr x)
    {
        using var _ = Origin.Enter();
        return Elu(x, 1);
    }

    /// <summary>x above 0, else <paramref name="alpha"/> · (e^x − 1).</summary>
    public static Expr Elu(Expr x, Scalar alpha)
    {
        using var _ = Origin.Enter();
        return Where(x <= 0, alpha * Expm1(Where(x <= 0, x, 0)), x);
    }

    /// <summary>
    /// λ · elu(x, α) with λ = 1.0507009873554805 and α = 1.6732632423543772 (Klambauer et al., 2017, "Self-normalizing neural networks").
    /// </summary>
    public static Expr Selu(Expr x)
    {
        using var _ = Origin.Enter();
        return 1.0507009873554805 * Elu(x, 1.6732632423543772);
    }

    /// <summary>x Φ(x) = ½ x (1 + erf(x / √2)) (Hendrycks and Gimpel, 2016, "Gaussian error linear units").</summary>
    public static Expr Gelu(Expr x)
    {
        using var _ = Origin.Enter();
        return x * 0.5 * (1 + Erf(x * Math.Sqrt(0.5)));
    }

    /// <summary>The approximation ½ x (1 + tanh(√(2/π) (x + 0.044715 x³))) of <see cref="Gelu"/>.</summary>
    public static Expr GeluTanh(Expr x)
    {
        using var _ = Origin.Enter();
        // From ±10 on the hyperbolic tangent is ±1 in f64 too; x³ would overflow, and ∞ · 0 spoil the derivative.
        Expr z = Clip(x, -10, 10);
        return x * 0.5 * (1 + (Math.Sqrt(2 / Math.PI) * (z + (0.044715 * z * z * z))).Tanh());
    }

    /// <summary>x σ(x), also called swish.</summary>
    public static Expr Silu(Expr x)
    {
        using var _ = Origin.Enter();
        return x * x.Logistic();
    }

    /// <summary>x tanh(softplus(x)) (Misra, 2019, "Mish").</summary>
    public static Expr Mish(Expr x)
    {
        using var _ = Origin.Enter();
        return x * Softplus(x).Tanh();
    }

    /// <summary>ln(1 + e^x), without overflow.</summary>
    public static Expr Softplus(Expr x)
    {
        using var _ = Origin.Enter();
        // max(x, 0) + ln(1 + e^−|x|), with |x| written so that it has a derivative of ±1 at 0: there all derivatives come out right.
        Expr positive = x > 0;
        return Where(positive, x, 0) + Log1p(Where(positive, -x, x).Exp());
    }

    /// <summary>ln σ(x) = −ln(1 + e^(−x)), without overflow.</summary>
    public static Expr LogSigmoid(Expr x)
    {
        using var _ = Origin.Enter();
        return -Softplus(-x);
    }

    /// <summary>x / (1 + |x|).</summary>
    public static Expr Softsign(Expr x)
    {
        using var _ = Origin.Enter();
        return x / (1 + x.Abs());
    }

    /// <summary>x / 6 + ½, kept within [0, 1].</summary>
    public static Expr HardSigmoid(Expr x)
    {
        using var _ = Origin.Enter();
        return Clip((x / 6) + 0.5, 0, 1);
    }

    /// <summary>x · hard-sigmoid(x).</summary>
    public static Expr HardSwish(Expr x)
    {
        using var _ = Origin.Enter();
        return x * HardSigmoid(x);
    }

    /// <summary>x, kept within [−1, 1].</summary>
    public static Expr HardTanh(Expr x)
    {
        using var _ = Origin.Enter();
        return Clip(x, -1, 1);
    }

    /// <summary>e^x / Σ e^x along the last axis; the maximum is subtracted first, so that it is finite for any finite x.</summary>
    public static Expr Softmax(Expr x)
    {
        using var _ = Origin.Enter();
        return Softmax(x, -1);
    }

    /// <summary>e^x / Σ e^x along an axis; empty where the axis is.</summary>
    public static Expr Softmax(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        Expr e = Shifted(x, axis).Exp();
        return e / e.Sum([axis]).BroadcastLike(x, [axis]);
    }

    /// <summary>ln softmax(x) along the last axis, without going through the softmax.</summary>
    public static Expr LogSoftmax(Expr x)
    {
        using var _ = Origin.Enter();
        return LogSoftmax(x, -1);
    }

    /// <summary>ln softmax(x) along an axis, without going through the softmax.</summary>
    public static Expr LogSoftmax(Expr x, int axis)
    {
        using var _ = Origin.Enter();
        axis = Shapes.Axis(x, axis);
        Expr shifted = Shifted(x, axis);
        return shifted - shifted.Exp().Sum([axis]).Log().BroadcastLike(x, [axis]);
    }

    /// <summary>ln Σ e^x over all axes; −∞ where all elements are, and of nothing.</summary>
    public static Expr LogSumExp(Expr x)
    {
        using var _ = Origin.Enter();
        return LogSumExp(x, Axes.Range(0, x.Rank));
    }

    /// <summary>ln Σ e^x along an axis.</summary>
    public static Expr LogSumExp(Expr x, int axis, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        return LogSumExp(x, [axis], keepDims);
    }

    /// <summary>ln Σ e^x along some axes.</summary>
    public static Expr LogSumExp(Expr x, Axes axes, bool keepDims = false)
    {
        using var _ = Origin.Enter();
        RequireFloat(x);
        axes = Shapes.Ascending(x, axes);
        if (axes.Any(axis => x.Shape[axis] == 0))
        {
            // Nothing has no maximum, but its sum is 0.
            Expr none = x.Exp().Sum(axes).Log();
            return keepDims ? none.Reshape(KeptShape(x, axes)) : none;
        }
        Expr top = x.StopGradient().Reduce(ReduceKind.MaximumOf, axes);
        // ∞ − ∞ would be NaN; without a shift an infinite element gives its infinite result.
        top = Where(IsFinite(top), top, 0);
        Expr sum = (x - top.BroadcastLike(x, axes)).Exp().Sum(axes).Log() + top;
        return keepDims ? sum.Reshape(KeptShape(x, axes)) : sum;
    }

    // The shift changes nothing in exact arithmetic, so its derivative, of any order, is rightly none.
    private static Expr Shifted(Expr x, int axis)
    {
        RequireFloat(x);
        return x.Shape[axis] == 0 ? x : x - x.StopGradient().Reduce(ReduceKind.MaximumOf, [axis]).BroadcastLike(x, [axis]);
    }

    private static void RequireFloat(Expr x)
    {
        if (!x.Element.IsFloat)
        {
            throw new ElementTypeException($"it takes floats, but {x.Describe()} is {x.Element.Mnemonic}; cast it first");
        }
    }
}
