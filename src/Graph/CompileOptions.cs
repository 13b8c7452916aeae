namespace Graph;

/// <summary>Which rewrite rules a compilation may use.</summary>
public enum RuleChoice
{
    /// <summary>None: the computation runs as written.</summary>
    AsWritten,

    /// <summary>Those that keep every bit, and those that are never less accurate; the default.</summary>
    Safe,

    /// <summary>Also those that are right in real arithmetic only, such as x − x = 0, which is wrong for NaN and infinities.</summary>
    RealArithmetic,
}

/// <summary>How to compile.</summary>
/// <param name="Rules">Which rewrite rules may be used.</param>
/// <param name="Name">The name of the computation, for dumps.</param>
public sealed record CompileOptions(RuleChoice Rules = RuleChoice.Safe, string Name = "main");
