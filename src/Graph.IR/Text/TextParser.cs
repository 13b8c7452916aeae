namespace Graph.IR;

/// <summary>Reads a text from its first to its last character, making each operator as its line is read.</summary>
internal sealed partial class TextParser
{
    private readonly string text;
    private readonly Dictionary<string, Computation> computations = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> unused = new(StringComparer.Ordinal);
    private readonly List<Expr> operands = [];

    private TextParser(string text) => (this.text, Cursor) = (text, new TextCursor(text));

    /// <summary>Where the parser stands.</summary>
    public TextCursor Cursor { get; }

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="ParseException">The text is not one computation behind those that it uses.</exception>
    public static Computation Parse(string text) => new TextParser(text).Whole();

    private Computation Whole()
    {
        // The lines use literals that stand behind them, so those come first.
        int data = FindLargeLiterals();
        Cursor.Position = data;
        ReadLargeLiterals();
        int end = Cursor.Position;
        Cursor.Position = 0;
        Computation last;
        do
        {
            last = Function();
        }
        while (Cursor.IsNext("computation"));
        if (Cursor.Position == data)
        {
            Cursor.Position = end;
        }
        if (!Cursor.AtEnd)
        {
            throw Cursor.Expected("'computation', 'data' or the end of the text");
        }
        unused.Remove(last.Name);
        foreach ((string name, int start) in unused)
        {
            throw Cursor.Error($"the computation @{NameText.Format(name)} is not used by those behind it", start);
        }
        return last;
    }

    private Computation Function()
    {
        Cursor.SkipSpace();
        int start = Cursor.Position;
        Cursor.TakeWord("computation");
        Cursor.Take('@');
        string name = Cursor.Name("the name of the computation").ToString();
        if (computations.ContainsKey(name))
        {
            throw Cursor.Error($"the computation @{NameText.Format(name)} is defined twice", start);
        }
        Dictionary<string, Expr> values = new(StringComparer.Ordinal);
        ImmutableArray<Expr> parameters = Parameters(values);
        Cursor.Take("->");
        ImmutableArray<(string Name, TensorType Type)> results = DeclaredResults();
        Cursor.Take('{');
        while (Cursor.TryTake('%'))
        {
            Line(values);
        }
        if (!Cursor.TryTakeWord("return"))
        {
            throw Cursor.Expected("'%' or 'return'");
        }
        ImmutableArray<Expr> returned = Returned(values, results);
        Cursor.Take('}');
        Computation computation = Checked(
            start, () => Computation.Create(name, parameters, returned, [.. results.Select(result => result.Name)]));
        computations.Add(name, computation);
        unused.Add(name, start);
        return computation;
    }

    private ImmutableArray<Expr> Parameters(Dictionary<string, Expr> values)
    {
        ImmutableArray<Expr>.Builder parameters = ImmutableArray.CreateBuilder<Expr>();
        Cursor.Take('(');
        while (parameters.Count == 0 ? Cursor.Next != ')' : Cursor.TryTake(','))
        {
            Cursor.Take('%');
            string label = NewName(values);
            Cursor.Take(':');
            LeafRole role = Enum.GetValues<LeafRole>().FirstOrDefault(candidate => Cursor.TryTakeWord(candidate.Mnemonic), LeafRole.InputLeaf);
            Expr parameter = Primitives.Leaf(label, TensorType(), role);
            values.Add(label, parameter);
            parameters.Add(parameter);
        }
        CloseList(parameters.Count);
        return parameters.DrainToImmutable();
    }

    private ImmutableArray<(string Name, TensorType Type)> DeclaredResults()
    {
        ImmutableArray<(string Name, TensorType Type)>.Builder results = ImmutableArray.CreateBuilder<(string Name, TensorType Type)>();
        Cursor.Take('(');
        while (results.Count == 0 ? Cursor.Next != ')' : Cursor.TryTake(','))
        {
            Cursor.SkipSpace();
            string name = Cursor.Name("the name of a result").ToString();
            Cursor.Take(':');
            results.Add((name, TensorType()));
        }
        CloseList(results.Count);
        return results.DrainToImmutable();
    }

    private ImmutableArray<Expr> Returned(Dictionary<string, Expr> values, ImmutableArray<(string Name, TensorType Type)> results)
    {
        ImmutableArray<Expr>.Builder returned = ImmutableArray.CreateBuilder<Expr>(results.Length);
        foreach ((string name, TensorType type) in results)
        {
            if (returned.Count > 0)
            {
                Cursor.Take(',');
            }
            Cursor.SkipSpace();
            int start = Cursor.Position;
            Expr value = Value(values);
            if (value.ResultType != type)
            {
                throw Cursor.Error($"the result '{name}' is declared as {type}, but what is returned is {value.Describe()}", start);
            }
            returned.Add(value);
        }
        return returned.DrainToImmutable();
    }

    private void Line(Dictionary<string, Expr> values)
    {
        string name = NewName(values);
        Cursor.Take('=');
        Cursor.SkipSpace();
        int start = Cursor.Position;
        OpSyntax syntax = Operator();
        object?[] attributes = Attributes(syntax, start);
        Operands(values);
        Cursor.Take(':');
        Cursor.SkipSpace();
        int typeStart = Cursor.Position;
        ExprType type = Type();
        KeepPromises(attributes, type, typeStart);
        Expr value = Checked(start, () => Expr.Create(syntax.Create(attributes), [.. operands]));
        if (value.ResultType != type)
        {
            throw Cursor.Error($"%{NameText.Format(name)} is declared as {type}, but {syntax.Name} gives {value.ResultType}", typeStart);
        }
        values.Add(name, value);
    }

    private OpSyntax Operator()
    {
        int start = Cursor.Position;
        ReadOnlySpan<char> name = Cursor.Word("the name of an operator");
        OpSyntax syntax = OpSyntax.Find(name)
            ?? throw Cursor.Error($"there is no operator '{name}'{Spelling.Suggest(name.ToString(), OpSyntax.Names)}", start);
        return syntax.Declares == typeof(Parameter)
            ? throw Cursor.Error("a parameter stands in the parentheses behind the computation's name, not on a line", start)
            : syntax;
    }

    private object?[] Attributes(OpSyntax syntax, int start)
    {
        if (syntax.Attributes.IsEmpty && Cursor.Next != '[')
        {
            return [];
        }
        object?[] values = new object?[syntax.Attributes.Length];
        if (Cursor.TryTake('['))
        {
            do
            {
                Cursor.SkipSpace();
                int place = AttributePlace(syntax, values);
                Cursor.Take('=');
                values[place] = syntax.Attributes[place].Codec.Read(this);
            }
            while (Cursor.TryTake(','));
            Cursor.Take(']');
        }
        for (int place = 0; place < values.Length; place++)
        {
            AttributeSyntax attribute = syntax.Attributes[place];
            if (values[place] is null && !attribute.IsOptional)
            {
                throw Cursor.Error($"{syntax.Name} needs the attribute '{attribute.Name}'", start);
            }
            values[place] ??= attribute.Default;
        }
        return values;
    }

    private int AttributePlace(OpSyntax syntax, object?[] values)
    {
        int start = Cursor.Position;
        ReadOnlySpan<char> name = Cursor.Word("the name of an attribute");
        int place = syntax.IndexOf(name);
        if (place < 0)
        {
            IEnumerable<string> known = syntax.Attributes.Select(attribute => attribute.Name);
            throw Cursor.Error(
                syntax.Attributes.IsEmpty
                    ? $"{syntax.Name} has no attributes"
                    : $"{syntax.Name} has no attribute '{name}', but {string.Join(", ", known)}{Spelling.Suggest(name.ToString(), known)}",
                start);
        }
        return values[place] is null ? place : throw Cursor.Error($"the attribute '{name}' of {syntax.Name} is given twice", start);
    }

    private void Operands(Dictionary<string, Expr> values)
    {
        operands.Clear();
        if (Cursor.Next == ':')
        {
            return;
        }
        Cursor.Take('(');
        while (operands.Count == 0 ? Cursor.Next != ')' : Cursor.TryTake(','))
        {
            operands.Add(Value(values));
        }
        CloseList(operands.Count);
    }

    private Expr Value(Dictionary<string, Expr> values)
    {
        Cursor.Take('%');
        int start = Cursor.Position;
        ReadOnlySpan<char> name = Cursor.Name("the name of a value");
        return values.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out Expr? value)
            ? value
            : throw Cursor.Error($"%{NameText.Format(name.ToString())} is not defined above", start - 1);
    }

    private string NewName(Dictionary<string, Expr> values)
    {
        int start = Cursor.Position;
        string name = Cursor.Name("the name of a value").ToString();
        return values.ContainsKey(name)
            ? throw Cursor.Error($"%{NameText.Format(name)} is defined twice", start - 1)
            : name;
    }

    private void CloseList(int count)
    {
        if (!Cursor.TryTake(')'))
        {
            throw Cursor.Expected(count == 0 ? "')'" : "',' or ')'");
        }
    }

    /// <summary>Makes something that checks itself; what it finds wrong is said of a place in the text.</summary>
    private T Checked<T>(int start, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (GraphException failure)
        {
            throw Cursor.Error(failure.Sentence, start, failure);
        }
    }
}
