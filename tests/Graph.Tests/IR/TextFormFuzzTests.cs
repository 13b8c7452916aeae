namespace Graph.Tests.IR;

/// <summary>Whatever is done to a text, the parser reads it or says what is wrong; nothing else is ever thrown.</summary>
public sealed class TextFormFuzzTests
{
    private static readonly string sample = TextForm.Print(Sample());

    [Fact]
    public void A_text_cut_off_anywhere_is_an_error()
    {
        // Cut behind one of the computations in front, what is left is a whole text; at the very end, too.
        int[] wholes = [.. Enumerable.Range(0, sample.Length + 1).Where(end => sample[..end].EndsWith("\n}", StringComparison.Ordinal) || sample[..end].EndsWith("\n}\n", StringComparison.Ordinal))];
        List<int> read = [.. Enumerable.Range(0, sample.Length + 1).Where(end => Reads(sample[..end]))];

        Assert.All(read, end => Assert.True(
            wholes.Any(whole => sample[whole..end].Trim().Length == 0) || sample[end..].Trim().Length == 0,
            $"cut behind {sample[..end][^20..]}"));
        Assert.Contains(sample.Length, read);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void A_text_with_wrong_characters_is_read_or_an_error(int changes)
    {
        const string replacements = "[](){}%@#:=,.\"\\-/0919eaf \n\0_~ü";
        Random random = new(changes);
        int errors = 0;
        for (int round = 0; round < 4000; round++)
        {
            List<char> text = [.. sample];
            for (int change = 0; change < changes; change++)
            {
                Change(text, random, replacements[random.Next(replacements.Length)]);
            }
            errors += Reads(string.Concat(text)) ? 0 : 1;
        }
        Assert.InRange(errors, 2000, 3999);
    }

    [Fact]
    public void A_text_with_wrong_words_is_read_or_an_error()
    {
        string[] words = sample.Split(' ');
        string[] numbers = ["-1", "0", "9223372036854775807", "-9223372036854775808", "2147483647", "99999999999999999999", "[]", "[9223372036854775807]"];
        Random random = new(7);
        int errors = 0;
        for (int round = 0; round < 4000; round++)
        {
            string[] changed = [.. words];
            int place = random.Next(words.Length);
            changed[place] = random.Next(3) switch
            {
                0 => words[random.Next(words.Length)],
                1 => ReplaceNumber(words[place], numbers[random.Next(numbers.Length)], random),
                _ => "",
            };
            errors += Reads(string.Join(' ', changed)) ? 0 : 1;
        }
        Assert.InRange(errors, 1500, 3950);
    }

    private static bool Reads(string text)
    {
        try
        {
            Verifier.Verify(TextForm.Parse(text));
            return true;
        }
        catch (ParseException)
        {
            return false;
        }
    }

    private static void Change(List<char> text, Random random, char replacement)
    {
        int place = random.Next(text.Count);
        switch (random.Next(4))
        {
            case 0:
                text[place] = replacement;
                break;
            case 1:
                text.Insert(place, replacement);
                break;
            case 2:
                text.RemoveAt(place);
                break;
            default:
                text.InsertRange(place, text.GetRange(place, Math.Min(random.Next(30), text.Count - place)));
                break;
        }
    }

    private static string ReplaceNumber(string word, string number, Random random)
    {
        int[] digits = [.. Enumerable.Range(0, word.Length).Where(place => char.IsAsciiDigit(word[place]))];
        if (digits.Length == 0)
        {
            return word + number;
        }
        int chosen = digits[random.Next(digits.Length)];
        return word[..chosen] + number + word[(chosen + 1)..];
    }

    /// <summary>One of every operator of <see cref="OperatorSamples"/>, with labels in quotes, large literals and bodies.</summary>
    private static Computation Sample()
    {
        List<Expr> parameters = [];
        List<Expr> results = [];
        foreach (OperatorSample sample in OperatorSamples.All.GroupBy(sample => sample.Operator.Name).Select(group => group.Last()))
        {
            ImmutableArray<Expr> operands = [.. sample.Computation.Parameters.Select((leaf, place) => Primitives.Leaf($"{sample.Operator.Name} {place}", leaf.Type))];
            parameters.AddRange(operands);
            results.AddRange(Expr.Create(new Call(sample.Computation), operands).Results());
        }
        results.Add(Primitives.Constant(Literal.Generate([3, 7], index => index % 2 == 0)));
        results.Add(Primitives.Constant(Literal.Create<double>([2, 2], [1.5, double.NaN, -0.0, BitConverter.Int64BitsToDouble(-1)])));
        return Computation.Create("everything", [.. parameters], [.. results]);
    }
}
