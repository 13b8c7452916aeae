namespace Graph.Learning;

/// <summary>How far along its steps a schedule is.</summary>
internal static class Horizon
{
    /// <summary>From 0 at the first step to 1 at the end and behind it.</summary>
    public static double Share(long step, long steps) => Math.Min(1, (double)step / Checked(steps, nameof(steps)));

    /// <summary>From one value to another along half a wave of the cosine.</summary>
    public static double Cosine(double from, double to, double share) => to + ((from - to) * (1 + Math.Cos(Math.PI * share)) / 2);

    /// <summary>A number of steps.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 1.</exception>
    public static long Checked(long steps, string name) =>
        steps >= 1 ? steps : throw new ArgumentOutOfRangeException(name, steps, "a schedule spans at least 1 step");
}
