using System.Diagnostics;
using System.Reflection;

namespace Graph.Cli.Training;

/// <summary>Whether code was compiled for debuggers, which makes it slow.</summary>
internal static class SlowBuild
{
    /// <summary>What is to be said about it; null where nothing is.</summary>
    public static string? Warning(Assembly assembly) =>
        assembly.GetCustomAttribute<DebuggableAttribute>() is { IsJITOptimizerDisabled: true }
            ? "this is a Debug build, which trains several times slower; use dotnet run -c Release"
            : null;
}
