using System.Text.RegularExpressions;

namespace Graph.Tests.Documentation;

/// <summary>docs/ir.md says of every operator what it means, and every text in the documentation is one.</summary>
public sealed partial class RepresentationPageTests
{
    private static readonly string page = File.ReadAllText(Repository.Path("docs", "ir.md"));

    public static TheoryData<string> Texts => [.. Markdown.Blocks.Where(block => block.Language == "graph").Select(block => block.ToString())];

    public static TheoryData<string> Operators => [.. OperatorSamples.All.Select(sample => sample.Operator.Name).Distinct()];

    public static TheoryData<string> WithAttributes =>
        [.. OperatorSamples.All.Select(sample => sample.Operator).Where(op => op is not (Unary or Binary or Compare)).Select(op => op.GetType().Name).Distinct()];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_is_read_and_printed_as_it_stands(string place)
    {
        Block block = Markdown.Blocks.Single(candidate => candidate.ToString() == place);
        Computation computation = TextForm.Parse(block.Text);
        Verifier.Verify(computation);
        Assert.Equal(block.Text.TrimEnd(), TextForm.Print(computation).TrimEnd());
    }

    [Theory]
    [MemberData(nameof(Operators))]
    public void Every_operator_has_one_entry(string name) =>
        Assert.Single(Regex.Matches(page, $"^(### `{Regex.Escape(name)}`$|\\| `{Regex.Escape(name)}` \\|)", RegexOptions.Multiline));

    [Fact]
    public void Every_kind_of_every_operator_has_an_entry()
    {
        string[] names =
        [
            .. Enum.GetValues<UnaryKind>().Select(kind => kind.Mnemonic), .. Enum.GetValues<BinaryKind>().Select(kind => kind.Mnemonic),
            .. Enum.GetValues<CompareKind>().Select(kind => kind.Mnemonic),
        ];
        Assert.All(names, name => Assert.Contains($"\n| `{name}` | ", page, StringComparison.Ordinal));
        Assert.All(Enum.GetValues<ReduceKind>(), kind => Assert.Contains($"`{kind.Mnemonic}`", Entry("reduce"), StringComparison.Ordinal));
        Assert.All(Enum.GetValues<ExtremumKind>(), kind => Assert.Contains($"`{kind.Mnemonic}`", Entry("arg-reduce"), StringComparison.Ordinal));
        Assert.All(Enum.GetValues<ScatterKind>(), kind => Assert.Contains($"`{kind.Mnemonic}`", Entry("scatter"), StringComparison.Ordinal));
        Assert.All(Enum.GetValues<LeafRole>(), role => Assert.Contains($"`{role.Mnemonic}`", Entry("parameter"), StringComparison.Ordinal));
        Assert.All(ElementTypes.All, element => Assert.Contains($"`{element.Mnemonic}`", page, StringComparison.Ordinal));
    }

    /// <summary>An attribute is a parameter of the record's constructor, spelled in kebab-case.</summary>
    [Theory]
    [MemberData(nameof(WithAttributes))]
    public void Every_attribute_is_explained_with_its_operator(string type)
    {
        Op op = OperatorSamples.All.Select(sample => sample.Operator).First(candidate => candidate.GetType().Name == type);
        string entry = Entry(op.Name);
        Assert.All(
            op.GetType().GetConstructors().Single().GetParameters(),
            parameter => Assert.Contains($"`{Capital().Replace(parameter.Name!, "-$0").ToLowerInvariant().TrimStart('-')}`", entry, StringComparison.Ordinal));
    }

    private static string Entry(string name)
    {
        int start = page.IndexOf($"\n### `{name}`\n", StringComparison.Ordinal);
        Assert.True(start >= 0, $"{name} has no entry");
        int end = page.IndexOf("\n##", start + 5, StringComparison.Ordinal);
        return end < 0 ? page[start..] : page[start..end];
    }

    [GeneratedRegex("[A-Z]")]
    private static partial Regex Capital();
}
