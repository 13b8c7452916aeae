using System.Diagnostics;

namespace Graph.Tests;

/// <summary>Tests run again by <see cref="Program"/>, in a process of their own.</summary>
internal static class ChildProcess
{
    /// <summary>Runs all tests of some classes under switches of the runtime, and fails with the output's end if one fails.</summary>
    /// <param name="switches">Environment variables of the process.</param>
    /// <param name="classes">Classes with a constructor without parameters.</param>
    public static void RunTests(IReadOnlyDictionary<string, string> switches, params ReadOnlySpan<Type> classes)
    {
        ProcessStartInfo start = new(Host()) { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("exec");
        start.ArgumentList.Add(typeof(ChildProcess).Assembly.Location);
        foreach (Type type in classes)
        {
            start.ArgumentList.Add(type.FullName!);
        }
        foreach ((string name, string value) in switches)
        {
            start.Environment[name] = value;
        }
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string[] output = process.StandardOutput.ReadToEnd().Split('\n');
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{string.Join('\n', output.TakeLast(3))}\n{errors.Result}");
    }

    /// <summary>What runs assemblies.</summary>
    public static string Host() =>
        Environment.ProcessPath is { } path && Path.GetFileNameWithoutExtension(path) == "dotnet" ? path : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
