using Graph.Datasets;
using Graph.Tests.Facade;

namespace Graph.Tests.Datasets;

public sealed class CsvTests
{
    private static CsvTable Parse(string text, char separator = ',', bool hasHeader = true) => CsvTable.Parse(text, separator, hasHeader, "x.csv");

    [Theory]
    [InlineData("a,b\n1,2\n3,4\n")]
    [InlineData("a,b\r\n1,2\r\n3,4")]
    [InlineData("\n\"a\",b\n\n1,\"2\"\n3,4\n\n")]
    [InlineData("a , b\n 1 ,2\n3, 4 ")]
    public void A_table_is_read(string text)
    {
        CsvTable table = Parse(text);
        Assert.Equal(["a", "b"], table.Names.ToArray());
        Assert.Equal(2, table.RowCount);
        Near.Equal([2, 2], [1, 2, 3, 4], table.Floats());
        Near.Equal([2, 1], [2, 4], table.Floats("b"));
        Assert.Equal([2, 4], table.Integers("b").ToArray<int>());
    }

    [Fact]
    public void Quotes_hold_separators_quotes_and_line_breaks()
    {
        CsvTable table = Parse("name;note\n\"a;b\";\"say \"\"hi\"\"\"\nc;\"two\r\nlines\"\n\"\";\"\"\n", ';');
        Assert.Equal(["a;b", "c", ""], table.Texts("name").ToArray());
        Assert.Equal(["say \"hi\"", "two\r\nlines", ""], table.Texts("note").ToArray());
    }

    [Fact]
    public void Columns_of_names_become_labels()
    {
        (Tensor labels, ImmutableArray<string> classes) = Parse("kind\nsetosa\nvirginica\nsetosa\n\"\"\n").Labels("kind");
        Assert.Equal(["", "setosa", "virginica"], classes.ToArray());
        Assert.Equal([1, 2, 1, 0], labels.ToArray<int>());
    }

    [Fact]
    public void Without_a_header_columns_are_numbered()
    {
        CsvTable table = Parse("1\t2\n3\t4\n", '\t', hasHeader: false);
        Assert.Equal(["column1", "column2"], table.Names.ToArray());
        Near.Equal([2, 2], [1, 2, 3, 4], table.Floats());
        Assert.Equal(0, Parse("a,b\n").RowCount);
        Assert.Equal("f32[0,2]", Parse("a,b\n").Floats().Type.ToString());
    }

    public static TheoryData<string, string> Damaged => new()
    {
        { "", "x.csv is empty" },
        { "\n\n", "x.csv is empty" },
        { "a,b\n1,2\n3\n", "x.csv, line 3, column 1: there is 1 value in the row, but 2 in the first one" },
        { "a,b\n1,2,\n", "x.csv, line 2, column 5: there are 3 values in the row, but 2 in the first one" },
        { "a,b,a\n1,2,3\n", "x.csv, line 1, column 5: two columns are called 'a'" },
        { "a\n\"x\ny\n", "x.csv, line 2, column 1: the quote that is opened here is not closed" },
        { "a,b\n1,\"2\"3\n", "x.csv, line 2, column 6: '3' behind a closing quote" },
        { "a,b\n1,2\"\n", "x.csv, line 2, column 4: a quote in a value that does not begin with one" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void What_is_wrong_is_one_sentence_with_line_and_column(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<DatasetException>(() => Parse(text)).Sentence);

    [Theory]
    [InlineData("a,b\n1,x\n", "x.csv, line 2, column 3: 'x' is no number, as 'b' is to be")]
    [InlineData("a,b\n\"1\n\",x\n", "x.csv, line 3, column 3: 'x' is no number, as 'b' is to be")]
    [InlineData("a,b\n1,\n", "x.csv, line 2, column 3: nothing is no number, as 'b' is to be")]
    [InlineData("a,b\n1,1e39\n", "x.csv, line 2, column 3: '1e39' is too large for a number of 32 bits, as 'b' is to be")]
    [InlineData("a,b\n1,\"1,5\"\n", "x.csv, line 2, column 3: '1,5' is no number, as 'b' is to be")]
    public void A_value_that_is_no_number_is_told_with_its_place(string text, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<DatasetException>(() => Parse(text).Floats()).Sentence);

    [Fact]
    public void What_is_asked_for_and_is_not_there_is_told()
    {
        Wrong.Says<DatasetException>("x.csv has no column 'hour'; did you mean 'hours'?", () => Parse("lectures,hours\n1,2").Floats("hour"));
        Wrong.Says<DatasetException>("x.csv, line 2, column 1: '1.5' is no whole number of 32 bits, as 'a' is to be", () => Parse("a\n1.5").Integers("a"));
        Wrong.Says<DatasetException>("'/nowhere.csv' cannot be read: there is no such file", () => CsvTable.Read("/nowhere.csv"));
        Wrong.Says<DatasetException>("a quote or a line break cannot separate values", () => Parse("", '"'));
        string path = Path.GetTempFileName();
        File.WriteAllBytes(path, [.. "a\n"u8, 0xC3, 0x28]);
        Wrong.Says<DatasetException>($"'{path}' is no text in UTF-8", () => CsvTable.Read(path));
        File.Delete(path);
    }
}
