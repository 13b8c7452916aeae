using System.Reflection;

namespace Graph.Tests;

/// <summary>Where the sources of this build are, for the tests that read or rewrite them.</summary>
internal static class Repository
{
    public static string Root { get; } = typeof(Repository).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(a => a.Key == "RepositoryRoot").Value!;

    public static string Path(params string[] parts) => System.IO.Path.Combine([Root, .. parts]);

    /// <summary>The names of the projects under src, in ordinal order.</summary>
    public static ImmutableArray<string> Rooms { get; } =
        [.. Directory.EnumerateFiles(Path("src"), "*.csproj", SearchOption.AllDirectories)
            .Select(System.IO.Path.GetFileNameWithoutExtension).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The C# files under the given folders that a person wrote, as paths from the root with forward slashes.</summary>
    public static IEnumerable<string> Sources(params string[] folders) =>
        from folder in folders
        where Directory.Exists(Path(folder))
        from file in Directory.EnumerateFiles(Path(folder), "*.cs", SearchOption.AllDirectories)
        let relative = System.IO.Path.GetRelativePath(Root, file).Replace('\\', '/')
        where !relative.Contains("/obj/") && !relative.Contains("/bin/")
        orderby relative
        select relative;
}
