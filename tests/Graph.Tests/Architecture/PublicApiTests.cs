using System.Reflection;

namespace Graph.Tests.Architecture;

/// <summary>A change of the public API shows as a change of a golden file.</summary>
public sealed class PublicApiTests
{
    public static TheoryData<string> Libraries => [.. Repository.Rooms.Where(room => room != "Graph.Cli")];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_public_api_is_the_golden_one(string library) =>
        Golden.Verify($"api/{library}.txt", PublicApi.Print(Assembly.Load(library)));

    [Fact]
    public void The_printed_api_reads_as_csharp() =>
        Golden.Verify("api-sample.txt", PublicApi.Print([typeof(ApiSample), .. typeof(ApiSample).GetNestedTypes()]));
}
