using Graph.Transforms;

namespace Graph;

/// <summary>Which rewrite rules a compilation may use.</summary>
public enum RuleChoice
{
    /// <summary>None: the computation runs as written.</summary>
    AsWritten,

    /// <summary>Those that keep every bit of a result, but for the order of sums over the steps of a loop.</summary>
    Exact,

    /// <summary>Also those that are equal in real arithmetic and never less accurate; the default.</summary>
    Default,

    /// <summary>Also those that are right for finite values only, such as x − x = 0, which is wrong for NaN and infinities.</summary>
    Relaxed,
}

/// <summary>How to compile.</summary>
/// <param name="Rules">Which rewrite rules may be used.</param>
/// <param name="Name">The name of the computation, for dumps.</param>
public sealed record CompileOptions(RuleChoice Rules = RuleChoice.Default, string Name = "main")
{
    /// <summary>What runs it.</summary>
    public Backend Backend { get; init; } = Backend.Cpu;

    /// <summary>What the rules make of a computation.</summary>
    internal Trace Trace(Computation computation) => Rules switch
    {
        RuleChoice.AsWritten => new Trace(computation, []),
        RuleChoice.Exact => Pipelines.Exact.Run(computation),
        RuleChoice.Default => Pipelines.Default.Run(computation),
        RuleChoice.Relaxed => Pipelines.Relaxed.Run(computation),
    };
}
