using System.IO.Compression;
using System.Reflection.PortableExecutable;

namespace Graph.Tests.Documentation;

/// <summary>
/// A project outside the solution, as a user would make it: it takes Graph from packages, imports everywhere the namespaces that are most likely to clash
/// with ours, and has none of the solution's settings. README's blocks are its sources, but the one that brings data along.
/// </summary>
/// <param name="packed">The packages.</param>
public sealed class ConsumerProjectTests(PackedLibraries packed) : IClassFixture<PackedLibraries>, IDisposable
{
    private const string Imports = """
        global using Graph;
        global using Graph.Learning;
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
        ImmutableArray<Block> blocks = [.. Markdown.Blocks.Where(block => block is { Page: "README.md", Language: "csharp" }
            && !block.Text.Contains("Graph.Datasets", StringComparison.Ordinal))];
        Block program = Assert.Single(blocks, block => block.Text.Contains("Console.Write", StringComparison.Ordinal));
        Block output = Markdown.Blocks[Markdown.Blocks.IndexOf(program) + 1];
        Write("Consumer.csproj", Project());
        Write("Imports.cs", Imports);
        Write("NuGet.config", $"""<configuration><packageSources><add key="packed" value="{packed.Folder}" /></packageSources></configuration>""");
        // Nothing above the folder may lend its settings.
        Write("Directory.Build.props", "<Project />");
        Write("Directory.Packages.props", "<Project />");
        foreach ((Block block, int place) in blocks.Select((block, place) => (block, place)))
        {
            Write($"Block{place}.cs", block.Text);
        }

        PackedLibraries.Dotnet(folder, "publish", "-c", "Release", "-o", "published");
        string published = Path.Combine(folder, "published");
        string printed = PackedLibraries.Dotnet(folder, Path.Combine(published, "Consumer.dll"));

        Assert.Equal(output.Text.Trim(), printed.Trim());
        RequireSmallAndManaged(published);
    }

    /// <summary>The table of packages names each of them.</summary>
    [Fact]
    public void EveryPackageHasARow()
    {
        string[] rows = [.. File.ReadLines(Repository.Path("docs", "packages.md"))
            .Where(line => line.StartsWith("| `", StringComparison.Ordinal)).Select(line => line.Split('`')[1])];
        Assert.Empty(PackedLibraries.Rooms.Except(rows));
    }

    [Fact]
    public void EveryLibraryIsAPackageWithDocumentationAndSymbols()
    {
        foreach (string room in PackedLibraries.Rooms)
        {
            string file = Path.Combine(packed.Folder, $"{room}.{PackedLibraries.Version}.nupkg");
            using ZipArchive package = ZipFile.OpenRead(file), symbols = ZipFile.OpenRead(Path.ChangeExtension(file, ".snupkg"));
            string[] entries = [.. package.Entries.Select(entry => entry.FullName)];
            Assert.Contains($"lib/net10.0/{room}.dll", entries);
            Assert.Contains($"lib/net10.0/{room}.xml", entries);
            Assert.Contains("README.md", entries);
            Assert.Contains($"lib/net10.0/{room}.pdb", symbols.Entries.Select(entry => entry.FullName));
        }
    }

    /// <summary>What a program carries along that trains: the test framework of README's facts is among it.</summary>
    private static void RequireSmallAndManaged(string published)
    {
        FileInfo[] files = new DirectoryInfo(published).GetFiles("*", SearchOption.AllDirectories);
        Assert.InRange(files.Sum(file => file.Length), 1, 15_000_000);
        // The host that starts the program is the SDK's, not ours.
        IEnumerable<FileInfo> libraries = files.Where(file => file.Extension is ".dll" or ".so" or ".dylib");
        Assert.DoesNotContain(libraries, file => !IsManaged(file));
        Assert.DoesNotContain(files, file => file.FullName.Contains("runtimes", StringComparison.Ordinal));
    }

    private static bool IsManaged(FileInfo file)
    {
        using FileStream stream = file.OpenRead();
        if (file.Extension != ".dll")
        {
            return false;
        }
        using PEReader reader = new(stream);
        return reader.HasMetadata;
    }

    private void Write(string name, string text) => File.WriteAllText(Path.Combine(folder, name), text);

    private static string Project()
    {
        string cache = Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        return $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <!-- Our packages are restored here, not where an older build of them would be found the next time. -->
                <RestorePackagesPath>restored</RestorePackagesPath>
                <RestoreFallbackFolders>{cache}</RestoreFallbackFolders>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Graph.Learning" Version="{PackedLibraries.Version}" />
                <PackageReference Include="System.Numerics.Tensors" Version="{VersionOf("System.Numerics.Tensors")}" />
                <PackageReference Include="xunit" Version="{VersionOf("xunit")}" />
              </ItemGroup>
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
}
