using System.Globalization;
using System.Text;

namespace Graph.Datasets;

/// <summary>
/// A table of texts, as comma-separated files have it (RFC 4180): values that hold separators, quotes or line breaks stand in quotes, a
/// quote in them twice. Blank lines are left out. What is not as it should be is told with its line and column.
/// </summary>
public sealed class CsvTable
{
    private readonly string source;
    private readonly ImmutableArray<ImmutableArray<CsvCell>> rows;

    private CsvTable(string source, ImmutableArray<string> names, ImmutableArray<ImmutableArray<CsvCell>> rows) =>
        (this.source, Names, this.rows) = (source, names, rows);

    /// <summary>The names of the columns; <c>column1</c> and so on where there is no header.</summary>
    public ImmutableArray<string> Names { get; }

    /// <summary>The number of rows, without the header.</summary>
    public int RowCount => rows.Length;

    /// <summary>Reads a file in UTF-8.</summary>
    /// <param name="path">The file.</param>
    /// <param name="separator">What stands between values: a comma, semicolon, tab, …</param>
    /// <param name="hasHeader">Whether the first row has the names of the columns.</param>
    /// <exception cref="DatasetException">It cannot be read, is no text, or no table.</exception>
    public static CsvTable Read(string path, char separator = ',', bool hasHeader = true)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Parse(File.ReadAllText(path, new UTF8Encoding(false, throwOnInvalidBytes: true)), separator, hasHeader, $"'{path}'");
        }
        catch (DecoderFallbackException wrong)
        {
            throw new DatasetException($"'{path}' is no text in UTF-8", wrong);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new DatasetException($"'{path}' cannot be read: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <summary>Takes a text apart.</summary>
    /// <param name="text">The text.</param>
    /// <param name="separator">What stands between values.</param>
    /// <param name="hasHeader">Whether the first row has the names of the columns.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <exception cref="DatasetException">It is no table.</exception>
    public static CsvTable Parse(string text, char separator = ',', bool hasHeader = true, string source = "the text")
    {
        ArgumentNullException.ThrowIfNull(text);
        if (separator is '"' or '\r' or '\n')
        {
            throw new DatasetException("a quote or a line break cannot separate values");
        }
        List<ImmutableArray<CsvCell>> all = new CsvReader(text, separator, source).ReadAll();
        if (all.Count == 0)
        {
            throw new DatasetException($"{source} is empty");
        }
        ImmutableArray<string> names = hasHeader
            ? [.. all[0].Select(cell => cell.Text.Trim())]
            : [.. Enumerable.Range(1, all[0].Length).Select(column => FormattableString.Invariant($"column{column}"))];
        HashSet<string> known = new(StringComparer.Ordinal);
        for (int column = 0; column < names.Length; column++)
        {
            if (!known.Add(names[column]))
            {
                throw Wrong(source, all[0][column], $"two columns are called '{names[column]}'");
            }
        }
        foreach (ImmutableArray<CsvCell> row in all)
        {
            if (row.Length != names.Length)
            {
                throw Wrong(
                    source, row[^1],
                    $"there {(row.Length == 1 ? "is 1 value" : $"are {row.Length} values")} in the row, but {names.Length} in the first " +
                    "one");
            }
        }
        return new CsvTable(source, names, [.. hasHeader ? all.Skip(1) : all]);
    }

    /// <summary>Columns as numbers: an f32[rows, columns].</summary>
    /// <param name="columns">Their names; all columns where none is given.</param>
    /// <exception cref="DatasetException">There is no such column, or a value is no number.</exception>
    public Tensor Floats(params ReadOnlySpan<string> columns)
    {
        int[] places = columns.IsEmpty ? [.. Enumerable.Range(0, Names.Length)] : PlacesOf(columns);
        return Tensor.Generate([RowCount, places.Length], index =>
        {
            int place = places[index % places.Length];
            return Float(rows[(int)(index / places.Length)][place], place);
        });
    }

    /// <summary>A column as whole numbers: an i32[rows].</summary>
    /// <exception cref="DatasetException">There is no such column, or a value is no whole number of 32 bits.</exception>
    public Tensor Integers(string column)
    {
        int place = PlacesOf([column])[0];
        return Tensor.Generate([RowCount], row => Integer(rows[(int)row][place], place));
    }

    /// <summary>A column of names as labels: an i32[rows] of places in the list of classes, which is in ordinal order.</summary>
    /// <exception cref="DatasetException">There is no such column.</exception>
    public (Tensor Labels, ImmutableArray<string> Classes) Labels(string column)
    {
        ImmutableArray<string> texts = Texts(column);
        ImmutableArray<string> classes = [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Dictionary<string, int> places = new(classes.Select((name, place) => KeyValuePair.Create(name, place)), StringComparer.Ordinal);
        return (Tensor.Generate([RowCount], row => places[texts[(int)row]]), classes);
    }

    /// <summary>A column as it stands there.</summary>
    /// <exception cref="DatasetException">There is no such column.</exception>
    public ImmutableArray<string> Texts(string column)
    {
        int place = PlacesOf([column])[0];
        return [.. rows.Select(row => row[place].Text)];
    }

    /// <summary>The sentence for a value that is wrong.</summary>
    internal static DatasetException Wrong(string source, CsvCell cell, string what) =>
        new($"{source}, line {cell.Line}, column {cell.Column}: {what}");

    private float Float(CsvCell cell, int column)
    {
        bool isNumber = float.TryParse(cell.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value);
        bool isTooLarge = isNumber && float.IsInfinity(value) && cell.Text.Any(char.IsAsciiDigit);
        return isNumber && !isTooLarge
            ? value
            : throw Unfit(cell, column, isTooLarge ? "is too large for a number of 32 bits" : "is no number");
    }

    private int Integer(CsvCell cell, int column) =>
        int.TryParse(cell.Text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value)
            ? value
            : throw Unfit(cell, column, "is no whole number of 32 bits");

    private DatasetException Unfit(CsvCell cell, int column, string what) =>
        Wrong(source, cell, $"{(cell.Text.Length == 0 ? "nothing" : $"'{cell.Text}'")} {what}, as '{Names[column]}' is to be");

    private int[] PlacesOf(ReadOnlySpan<string> columns)
    {
        int[] places = new int[columns.Length];
        for (int index = 0; index < columns.Length; index++)
        {
            string column = columns[index];
            places[index] = Names.IndexOf(column);
            if (places[index] < 0)
            {
                throw new DatasetException($"{source} has no column '{column}'{Suggestion.For(column, Names)}");
            }
        }
        return places;
    }
}
