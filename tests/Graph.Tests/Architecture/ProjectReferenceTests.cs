using System.Xml.Linq;

namespace Graph.Tests.Architecture;

/// <summary>The walls between the projects under src.</summary>
public sealed class ProjectReferenceTests
{
    private const string IR = "Graph.IR", Reference = "Graph.Reference", Transforms = "Graph.Transforms", Lowering = "Graph.Lowering",
        Codegen = "Graph.Codegen", Cpu = "Graph.Cpu", Ilgpu = "Graph.Ilgpu", Facade = "Graph", Learning = "Graph.Learning",
        Datasets = "Graph.Datasets", Figures = "Graph.Figures", Inspection = "Graph.Inspection", Cli = "Graph.Cli";

    /// <summary>Which room may name which, built yet or not.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        [IR] = [],
        [Reference] = [IR],
        [Transforms] = [IR, Reference],
        [Lowering] = [IR],
        [Codegen] = [IR, Lowering],
        [Cpu] = [IR, Lowering, Codegen],
        [Ilgpu] = [IR, Lowering, Codegen],
        [Facade] = [IR, Reference, Transforms, Lowering, Codegen, Cpu],
        [Learning] = [Facade],
        [Datasets] = [Facade],
        [Figures] = [Facade, Learning],
        [Inspection] = [Facade, Learning],
        [Cli] = [IR, Reference, Transforms, Lowering, Codegen, Cpu, Ilgpu, Facade, Learning, Datasets, Figures, Inspection],
    };

    /// <summary>Which room alone may reference a package, for packages that are a wall themselves.</summary>
    private static readonly (string PackagePrefix, string[] Rooms)[] Confined =
    [
        ("ILGPU", [Ilgpu]),
        ("ScottPlot", [Figures]),
        ("SkiaSharp", [Figures]),
    ];

    /// <summary>Rooms whose compiler accepts <c>unsafe</c>; which of their files may use it, <see cref="SourceTests"/> says.</summary>
    private static readonly string[] MayBeUnsafe = [IR, Codegen, Cpu, Ilgpu];

    public static TheoryData<string> Rooms => [.. Repository.Rooms];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_references_only_what_the_table_allows(string room)
    {
        Assert.True(Allowed.TryGetValue(room, out string[]? allowed), $"{room} is not in the table of rooms");
        IEnumerable<string> arrows = Items(room, "ProjectReference").Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')));
        Assert.Empty(arrows.Except(allowed));
    }

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_confined_package_stays_in_its_room(string room) =>
        Assert.Empty(
            from package in Items(room, "PackageReference")
            from wall in Confined
            where package.StartsWith(wall.PackagePrefix, StringComparison.OrdinalIgnoreCase) && !wall.Rooms.Contains(room)
            select package);

    [Theory]
    [MemberData(nameof(Rooms))]
    public void Only_rooms_that_touch_memory_allow_unsafe_blocks(string room)
    {
        bool allows = Project(room).Descendants("AllowUnsafeBlocks").Any(e => e.Value.Trim() == "true");
        Assert.True(!allows || MayBeUnsafe.Contains(room), $"{room} sets AllowUnsafeBlocks");
    }

    private static IEnumerable<string> Items(string room, string element) =>
        Project(room).Descendants(element).Select(e => e.Attribute("Include")?.Value).OfType<string>();

    private static XDocument Project(string room) => XDocument.Load(Repository.Path("src", room, room + ".csproj"));
}
