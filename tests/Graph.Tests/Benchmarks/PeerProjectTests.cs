using System.Xml.Linq;
using Graph.Benchmarks.Racing;

namespace Graph.Tests.Benchmarks;

/// <summary>Building or testing the solution must not fetch the peers: they are hundreds of megabytes.</summary>
public sealed class PeerProjectTests
{
    private static readonly ImmutableArray<string> peers =
        [.. Directory.EnumerateFiles(Repository.Path("benchmarks", "Peers"), "*.csproj", SearchOption.AllDirectories)];

    [Fact]
    public void The_solution_names_no_peer()
    {
        string solution = File.ReadAllText(Repository.Path("Graph.sln"));
        Assert.Contains("Graph.Benchmarks", solution, StringComparison.Ordinal);
        Assert.NotEmpty(peers);
        Assert.DoesNotContain("Peers", solution, StringComparison.OrdinalIgnoreCase);
        Assert.All(peers, peer => Assert.DoesNotContain(Path.GetFileName(peer), solution, StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public void No_project_of_the_solution_references_a_peer_or_its_packages()
    {
        string[] ours = [.. Directory.EnumerateFiles(Repository.Root, "*.csproj", SearchOption.AllDirectories).Except(peers)];
        Assert.True(ours.Length > 10);
        // Figures are drawn with SkiaSharp; of TorchSharp it is a dependency whose version must be said.
        string[] confined = [.. Packages("PackageVersion", Repository.Path("benchmarks", "Peers", "Directory.Packages.props")).Except(["SkiaSharp"])];
        Assert.Contains("TorchSharp", confined);
        foreach (string project in ours)
        {
            Assert.Empty(Packages("PackageReference", project).Intersect(confined));
            Assert.DoesNotContain(Packages("ProjectReference", project), reference => reference.Contains("Peers", StringComparison.OrdinalIgnoreCase));
        }
        Assert.Empty(Packages("PackageVersion", Repository.Path("Directory.Packages.props")).Intersect(confined));
    }

    [Fact]
    public void Every_peer_has_a_project() =>
        Assert.All(Peer.All, peer => Assert.Contains(peers, path => Path.GetFileName(Path.GetDirectoryName(path)) == peer.Project));

    [Fact]
    public void Every_workload_has_peers_that_can_be_named() =>
        Assert.All(Workload.All, workload => Assert.NotEmpty(workload.Peers.Intersect(Peer.All)));

    private static IEnumerable<string> Packages(string element, string file) =>
        XDocument.Load(file).Descendants(element).Select(item => item.Attribute("Include")?.Value).OfType<string>();
}
