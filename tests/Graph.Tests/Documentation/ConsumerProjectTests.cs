using System.Diagnostics;

namespace Graph.Tests.Documentation;

/// <summary>
/// A project outside the solution, as a user would make it: with the namespaces that are most likely to clash with ours imported everywhere, and with none
/// of the solution's settings. README's blocks are its sources.
/// </summary>
public sealed class ConsumerProjectTests : IDisposable
{
    private const string Imports = """
        global using Graph;
        global using static Graph.Ops;
        global using System.Numerics.Tensors;
        global using static System.Math;
        global using Xunit;
        global using Tensor = Graph.Tensor;
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("graph-consumer-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void ReadmeCompilesAndRunsBesideTheNamespacesThatClash()
    {
        ImmutableArray<Block> blocks = [.. Markdown.Blocks.Where(block => block is { Page: "README.md", Language: "csharp" })];
        Block program = Assert.Single(blocks, block => block.Text.Contains("Console.Write", StringComparison.Ordinal));
        Block output = Markdown.Blocks[Markdown.Blocks.IndexOf(program) + 1];
        File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), Project());
        File.WriteAllText(Path.Combine(folder, "Imports.cs"), Imports);
        // Nothing above the folder may lend its settings.
        File.WriteAllText(Path.Combine(folder, "Directory.Build.props"), "<Project />");
        File.WriteAllText(Path.Combine(folder, "Directory.Packages.props"), "<Project />");
        foreach ((Block block, int place) in blocks.Select((block, place) => (block, place)))
        {
            File.WriteAllText(Path.Combine(folder, $"Block{place}.cs"), block.Text);
        }

        string printed = Run("run", "-c", "Release");

        Assert.Equal(output.Text.Trim(), printed.Trim());
    }

    private static string Project()
    {
        string[] rooms = ["Graph", "Graph.IR", "Graph.Reference", "Graph.Transforms", "Graph.Lowering", "Graph.Codegen", "Graph.Cpu"];
        string references = string.Concat(rooms.Select(room =>
            $"""    <Reference Include="{room}" HintPath="{Path.Combine(AppContext.BaseDirectory, room + ".dll")}" />{'\n'}"""));
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="System.Numerics.Tensors" Version="{VersionOf("System.Numerics.Tensors")}" />
                <PackageReference Include="xunit" Version="{VersionOf("xunit")}" />
            {references}  </ItemGroup>
            </Project>
            """;
    }

    private static string VersionOf(string package)
    {
        string versions = File.ReadAllText(Repository.Path("Directory.Packages.props"));
        string start = $"Include=\"{package}\" Version=\"";
        int at = versions.IndexOf(start, StringComparison.Ordinal) + start.Length;
        return versions[at..versions.IndexOf('"', at)];
    }

    private string Run(params string[] arguments)
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
}
