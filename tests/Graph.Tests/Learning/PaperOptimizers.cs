namespace Graph.Tests.Learning;

/// <summary>The formulas of the papers, one number at a time, in f64 and without any of our code.</summary>
internal static class PaperOptimizers
{
    /// <summary>
    /// From the parameter, its gradient, what is kept for it, the learning rate and the number of the step, counted from 1, to the next
    /// parameter.
    /// </summary>
    public delegate double Rule(double w, double g, Dictionary<string, double> kept, double rate, int t);

    public static Rule Sgd() => (w, g, _, rate, _) => w - (rate * g);

    /// <summary>Polyak, 1964: the velocity holds gradients.</summary>
    public static Rule Momentum(double mu) => (w, g, kept, rate, _) => w - (rate * (kept["v"] = (mu * kept.GetValueOrDefault("v")) + g));

    /// <summary>
    /// Sutskever et al., 2013: the gradient is taken ahead of the parameters, θ + μ v. The parameters here are those ahead, as in every
    /// implementation; θ is kept beside them.
    /// </summary>
    public static Rule Nesterov(double mu) => (ahead, g, kept, rate, t) =>
    {
        double theta = t == 1 ? ahead : kept["theta"];
        double v = (mu * kept.GetValueOrDefault("v")) - (rate * g);
        kept["v"] = v;
        kept["theta"] = theta + v;
        return theta + v + (mu * v);
    };

    public static Rule Adagrad(double epsilon) => (w, g, kept, rate, _) =>
        w - (rate / (Math.Sqrt(kept["s"] = kept.GetValueOrDefault("s") + (g * g)) + epsilon) * g);

    public static Rule Adadelta(double rho, double epsilon) => (w, g, kept, rate, _) =>
    {
        kept["g"] = (rho * kept.GetValueOrDefault("g")) + ((1 - rho) * g * g);
        double delta = -Math.Sqrt(kept.GetValueOrDefault("x") + epsilon) / Math.Sqrt(kept["g"] + epsilon) * g;
        kept["x"] = (rho * kept.GetValueOrDefault("x")) + ((1 - rho) * delta * delta);
        return w + (rate * delta);
    };

    public static Rule RmsProp(double rho, double epsilon) => (w, g, kept, rate, _) =>
        w - (rate * g / (Math.Sqrt(kept["s"] = (rho * kept.GetValueOrDefault("s")) + ((1 - rho) * g * g)) + epsilon));

    /// <summary>Graves, 2013, equations 38 to 41, with ε outside of the root.</summary>
    public static Rule CenteredRmsProp(double rho, double mu, double epsilon) => (w, g, kept, rate, _) =>
    {
        kept["n"] = (rho * kept.GetValueOrDefault("n")) + ((1 - rho) * g * g);
        kept["m"] = (rho * kept.GetValueOrDefault("m")) + ((1 - rho) * g);
        kept["d"] = (mu * kept.GetValueOrDefault("d")) + (g / (Math.Sqrt(kept["n"] - (kept["m"] * kept["m"])) + epsilon));
        return w - (rate * kept["d"]);
    };

    public static Rule Adam(double beta1, double beta2, double epsilon, double decay = 0) => (w, g, kept, rate, t) =>
    {
        kept["m"] = (beta1 * kept.GetValueOrDefault("m")) + ((1 - beta1) * g);
        kept["v"] = (beta2 * kept.GetValueOrDefault("v")) + ((1 - beta2) * g * g);
        double mean = kept["m"] / (1 - Math.Pow(beta1, t));
        double square = kept["v"] / (1 - Math.Pow(beta2, t));
        return w - (rate * ((mean / (Math.Sqrt(square) + epsilon)) + (decay * w)));
    };

    public static Rule Lion(double beta1, double beta2, double decay) => (w, g, kept, rate, _) =>
    {
        double mean = kept.GetValueOrDefault("m");
        kept["m"] = (beta2 * mean) + ((1 - beta2) * g);
        return w - (rate * (Math.Sign((beta1 * mean) + ((1 - beta1) * g)) + (decay * w)));
    };

    /// <summary>Weight decay in the gradient.</summary>
    public static Rule Decayed(Rule rule, double decay) => (w, g, kept, rate, t) => rule(w, g + (decay * w), kept, rate, t);
}
