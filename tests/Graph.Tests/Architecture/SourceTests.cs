using System.Text.RegularExpressions;

namespace Graph.Tests.Architecture;

/// <summary>What the source may say, and where.</summary>
public sealed partial class SourceTests
{
    [Fact]
    public void Reflection_emit_is_used_only_by_codegen_and_the_backends() =>
        Assert.Empty(FilesThatSay(ReflectionEmit(), allowedIn: ["src/Graph.Codegen/", "src/Graph.Cpu/", "src/Graph.Ilgpu/"]));

    [Fact]
    public void Ilgpu_is_named_only_by_its_room() =>
        Assert.Empty(FilesThatSay(IlgpuName(), allowedIn: ["src/Graph.Ilgpu/"]));

    [Fact]
    public void Unsafe_code_is_only_in_codegen_the_backends_and_the_file_of_buffer() =>
        Assert.Empty(FilesThatSay(Unsafe(), allowedIn: ["src/Graph.Codegen/", "src/Graph.Cpu/", "src/Graph.Ilgpu/", "src/Graph.IR/Buffer.cs"]));

    /// <summary>Inside namespace Graph, a type called Graph breaks every user's <c>using</c> (CS0118).</summary>
    [Fact]
    public void No_type_is_called_graph() =>
        Assert.Empty(
            from file in Repository.Sources("src", "tests", "properties", "benchmarks")
            where CSharpText.DeclaredTypes(Read(file)).Contains("Graph")
            select file);

    [Theory]
    [InlineData("public sealed class Graph { }", "Graph")]
    [InlineData("readonly record struct Graph<T>(T X);", "Graph")]
    [InlineData("public record\nGraph;", "Graph")]
    [InlineData("delegate Expr Graph(Expr x);", "Graph")]
    [InlineData("interface Graph\n{", "Graph")]
    [InlineData("enum Graph : byte", "Graph")]
    public void A_declaration_is_found(string source, string name) => Assert.Contains(name, CSharpText.DeclaredTypes(source));

    [Theory]
    [InlineData("namespace Graph;\n// class Graph {\n/* enum Graph { */ var s = \"class Graph {\"; var r = \"\"\"\nclass Graph {\n\"\"\"; // unsafe")]
    [InlineData("class A : Graph.B { } void M<T>() where T : class, Graph.IOperator { char c = '\"'; } // struct Graph {")]
    public void What_a_comment_or_literal_says_is_not_code(string source)
    {
        Assert.DoesNotContain("Graph", CSharpText.DeclaredTypes(source));
        Assert.DoesNotContain("unsafe", CSharpText.CodeOnly(source), StringComparison.Ordinal);
    }

    private static IEnumerable<string> FilesThatSay(Regex word, string[] allowedIn) =>
        from file in Repository.Sources("src")
        where !allowedIn.Any(place => file.StartsWith(place, StringComparison.Ordinal)) && word.IsMatch(CSharpText.CodeOnly(Read(file)))
        select file;

    private static string Read(string file) => File.ReadAllText(Repository.Path(file));

    [GeneratedRegex(@"\bSystem\s*\.\s*Reflection\s*\.\s*Emit\b")]
    private static partial Regex ReflectionEmit();

    [GeneratedRegex(@"\bILGPU\b")]
    private static partial Regex IlgpuName();

    [GeneratedRegex(@"\bunsafe\b")]
    private static partial Regex Unsafe();
}
