using System.Diagnostics;
using System.Reflection;

namespace Graph.Tests.Documentation;

/// <summary>The packages of all libraries, made of what was built with these tests.</summary>
public sealed class PackedLibraries : IDisposable
{
    /// <summary>The version that a build has which nobody gave one.</summary>
    public const string Version = "0.1.0-dev";

    public PackedLibraries()
    {
        string configuration = typeof(PackedLibraries).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;
        foreach (string room in Rooms)
        {
            string project = Repository.Path("src", room, room + ".csproj");
            Dotnet(Repository.Root, "pack", project, "-c", configuration, "--no-build", "-o", Folder, "-v", "q");
        }
    }

    /// <summary>Every room but the command.</summary>
    public static IEnumerable<string> Rooms => Repository.Rooms.Where(room => room != "Graph.Cli");

    public string Folder { get; } = Directory.CreateTempSubdirectory("graph-packages-").FullName;

    /// <summary>Runs the command of the SDK and gives what it prints; it must succeed.</summary>
    public static string Dotnet(string folder, params string[] arguments)
    {
        ProcessStartInfo start = new("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"dotnet {string.Join(' ', arguments)}: {output}{errors.Result}");
        return output;
    }

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
