namespace Graph.Cli;

/// <summary>What the command returns to the shell.</summary>
public static class ExitCode
{
    /// <summary>It did what was asked.</summary>
    public const int Success = 0;

    /// <summary>A check failed, or a loss is not finite; the table or the lines say which.</summary>
    public const int CheckFailed = 1;

    /// <summary>The command line asks for something that there is not; standard error says what, in one sentence.</summary>
    public const int BadUsage = 2;

    /// <summary>A fault of the command itself; standard error names it.</summary>
    public const int Fault = 3;

    /// <summary>Ctrl-C stopped it; a training run is saved. The number is the one that shells have for it.</summary>
    public const int Interrupted = 130;
}
