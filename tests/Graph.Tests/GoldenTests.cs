namespace Graph.Tests;

public sealed class GoldenTests
{
    [Fact]
    public void A_difference_shows_its_line_what_was_what_is_and_what_to_do() =>
        Assert.Equal(
            """
            x.txt differs from line 2. If the change is meant, run the tests with UPDATE_GOLDEN=1 and read the diff.
                same
              - old
              - tail
              + new
              + tail

            """.ReplaceLineEndings("\n"),
            Golden.Explain("x.txt", "same\nold\ntail", "same\nnew\ntail"));

    [Fact]
    public void A_text_that_stops_early_says_so() =>
        Assert.EndsWith("    same\n  - more\n  + (the end)\n", Golden.Explain("x.txt", "same\nmore", "same"), StringComparison.Ordinal);

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.StartsWith("There is no golden file x.txt.", Golden.Explain("x.txt", null, "new"), StringComparison.Ordinal);
}
