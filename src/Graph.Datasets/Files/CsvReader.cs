using System.Text;

namespace Graph.Datasets;

/// <summary>A value of a table and where it begins, both counted from 1.</summary>
internal readonly record struct CsvCell(string Text, int Line, int Column);

/// <summary>Takes comma-separated text apart.</summary>
internal sealed class CsvReader(string text, char separator, string source)
{
    private int place;
    private int line = 1;
    private int lineStart;

    private int Column => place - lineStart + 1;

    private bool IsAtEnd => place == text.Length;

    public List<ImmutableArray<CsvCell>> ReadAll()
    {
        List<ImmutableArray<CsvCell>> rows = [];
        while (!IsAtEnd)
        {
            ImmutableArray<CsvCell> row = ReadRow();
            bool isBlank = row is [{ Text: "" }] && text[Math.Max(0, place - 1)] != '"';
            if (!isBlank)
            {
                rows.Add(row);
            }
            TakeLineBreak();
        }
        return rows;
    }

    private ImmutableArray<CsvCell> ReadRow()
    {
        ImmutableArray<CsvCell>.Builder row = ImmutableArray.CreateBuilder<CsvCell>();
        row.Add(ReadCell());
        while (!IsAtEnd && text[place] == separator)
        {
            place++;
            row.Add(ReadCell());
        }
        return row.ToImmutable();
    }

    private CsvCell ReadCell()
    {
        CsvCell cell = new("", line, Column);
        return cell with { Text = !IsAtEnd && text[place] == '"' ? ReadQuoted(cell) : ReadPlain() };
    }

    private string ReadPlain()
    {
        int start = place;
        while (!IsAtEnd && text[place] != separator && text[place] is not ('\r' or '\n'))
        {
            if (text[place] == '"')
            {
                throw CsvTable.Wrong(source, new CsvCell("", line, Column), "a quote in a value that does not begin with one");
            }
            place++;
        }
        return text[start..place];
    }

    private string ReadQuoted(CsvCell cell)
    {
        StringBuilder value = new();
        place++;
        while (true)
        {
            if (IsAtEnd)
            {
                throw CsvTable.Wrong(source, cell, "the quote that is opened here is not closed");
            }
            char next = text[place];
            if (next == '"' && place + 1 < text.Length && text[place + 1] == '"')
            {
                value.Append('"');
                place += 2;
            }
            else if (next == '"')
            {
                place++;
                break;
            }
            else if (next is '\r' or '\n')
            {
                int start = place;
                TakeLineBreak();
                value.Append(text, start, place - start);
            }
            else
            {
                value.Append(next);
                place++;
            }
        }
        return IsAtEnd || text[place] == separator || text[place] is '\r' or '\n'
            ? value.ToString()
            : throw CsvTable.Wrong(source, new CsvCell("", line, Column), $"'{text[place]}' behind a closing quote");
    }

    private void TakeLineBreak()
    {
        if (IsAtEnd)
        {
            return;
        }
        place += text[place] == '\r' && place + 1 < text.Length && text[place + 1] == '\n' ? 2 : 1;
        line++;
        lineStart = place;
    }
}
