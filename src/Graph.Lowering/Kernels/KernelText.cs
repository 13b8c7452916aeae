using System.Globalization;
using System.Text;

namespace Graph.Lowering;

/// <summary>
/// The text form of kernels: axes in the head, a block for each stage, an instruction or effect a line. Scalars are numbered within their
/// stage; what a stage leaves to later ones has a name.
/// </summary>
public static class KernelText
{
    /// <summary>Writes a kernel.</summary>
    /// <param name="kernel">The kernel.</param>
    /// <param name="name">Its name.</param>
    /// <param name="operandNames">A name for each operand; <c>a0</c>, <c>a1</c>, … where there are none.</param>
    /// <param name="fuses">The operators that it came from, for the head; or nothing.</param>
    /// <param name="schedule">How it runs, for a line behind the head; or nothing.</param>
    public static string Print(
        LoopKernel kernel, string name, IReadOnlyList<string>? operandNames = null, string fuses = "", Schedule? schedule = null)
    {
        operandNames ??= [.. kernel.Operands.Select((_, place) => string.Create(CultureInfo.InvariantCulture, $"a{place}"))];
        Dictionary<(int Stage, int Effect), string> left = NameWhatIsLeft(kernel);
        StringBuilder text = new();
        text.Append("kernel @").Append(name).Append('(');
        text.AppendJoin(", ", kernel.Operands.Zip(
            operandNames, (operand, own) => $"{(operand.Access == OperandAccess.Read ? "in" : "out")} %{own}: {operand.Type}"));
        text.Append(')').Append(kernel.Axes.Count == 0 ? "" : " over ").AppendJoin(", ", kernel.Axes);
        text.Append(fuses.Length == 0 ? "" : " fuses ").Append(fuses).Append(" {\n");
        text.Append(schedule is null ? "" : $"  schedule {schedule.Format(kernel)}\n");
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            Stage stage = kernel.Stages[number];
            text.Append("  ").Append(Head(stage)).Append(" {\n");
            (ImmutableArray<string> body, ImmutableArray<string> effects) = Lines(kernel, number, operandNames, left);
            foreach (string line in body.Concat(effects))
            {
                text.Append("    ").Append(line).Append('\n');
            }
            text.Append("  }\n");
        }
        return text.Append("}\n").ToString();
    }

    /// <summary>A line for each instruction and for each effect of a stage.</summary>
    internal static (ImmutableArray<string> Body, ImmutableArray<string> Effects) Lines(
        LoopKernel kernel, int stage, IReadOnlyList<string> operandNames) =>
        Lines(kernel, stage, operandNames, NameWhatIsLeft(kernel));

    private static (ImmutableArray<string> Body, ImmutableArray<string> Effects) Lines(
        LoopKernel kernel, int number, IReadOnlyList<string> operandNames, Dictionary<(int Stage, int Effect), string> left)
    {
        Stage stage = kernel.Stages[number];
        return (
            [.. stage.Body.Select((made, place) => string.Create(CultureInfo.InvariantCulture,
                $"%{place} = {Format(made, operandNames, left)} : {made.Element.Mnemonic}"))],
            [.. stage.Effects.Select((effect, place) => Format(effect, operandNames) + (left.TryGetValue((number, place), out string? own)
                ? $" -> %{own}" : ""))]);
    }

    private static string Head(Stage stage)
    {
        string loop = stage.Axes.Count == 0 ? "" : " for " + string.Join(", ", stage.Axes);
        return stage.Phase switch
        {
            StagePhase.BeforePoints => "before" + loop,
            StagePhase.AtPoint => stage.Axes.Count == 0 ? "once" : loop[1..],
            StagePhase.AfterPoints => "after" + loop,
        };
    }

    private static string Format(Instruction instruction, IReadOnlyList<string> operands, Dictionary<(int, int), string> left) =>
        instruction switch
        {
            Immediate(var value) => $"constant {Text(value)}",
            IndexValue(var map, _) => $"index {map}",
            Test(var guard) => $"test {guard}",
            Load(var place, var fill) =>
                $"load {Format(place, operands)}{(place.Guard.IsAlways && place.Indirection is null ? "" : $" else {Text(fill)}")}",
            Compute(var op, _, var arguments) => $"{op.Name} {string.Join(", ", arguments.Select(Value))}",
            MultiplyAdd(var a, var b, var c, _) => $"multiply-add {Value(a)}, {Value(b)}, {Value(c)}",
            Earlier(var stage, var effect, _) => $"%{left[(stage, effect)]}",
            RandomWord(var key0, var key1, var counter, _) => $"random-bits {Value(key0)}, {Value(key1)} at {counter}",
            _ => throw new System.Diagnostics.UnreachableException($"there is no text for {instruction.GetType().Name}"),
        };

    private static string Format(Effect effect, IReadOnlyList<string> operands) => effect switch
    {
        Store(var place, var value, ScatterKind.Overwrite) => $"store {Format(place, operands)} = {Value(value)}",
        Store(var place, var value, ScatterKind.Accumulate) => $"add {Format(place, operands)} += {Value(value)}",
        Keep(var value) => $"keep {Value(value)}",
        Total(var kind, var value, var guard) => $"reduce {kind.Mnemonic} {Value(value)}{Where(guard)}",
        ProductTotal(var value, var factor, var guard) => $"reduce sum {Value(value)} · {Value(factor)}{Where(guard)}",
        Extremum(var kind, var value) => $"arg-{kind.Mnemonic} {Value(value)}",
        Combine(var kind, var value, var kept) =>
            $"combine {kind.Mnemonic} {Value(value)}{(kept.Count == 0 ? "" : $" by {string.Join(", ", kept.Select(axis => axis.Name))}")}",
        _ => throw new System.Diagnostics.UnreachableException($"there is no text for {effect.GetType().Name}"),
    };

    private static string Format(Place place, IReadOnlyList<string> operands)
    {
        string moved = place.Indirection is { } by
            ? string.Create(CultureInfo.InvariantCulture, $" + {by.Stride}·%{by.Index} < {by.Limit}") : "";
        return $"%{operands[place.Operand]}[{place.Map}{moved}]{(place.Guard.IsAlways ? "" : $" where {place.Guard}")}";
    }

    private static string Where(Guard guard) => guard.IsAlways ? "" : $" where {guard}";

    private static string Value(int number) => string.Create(CultureInfo.InvariantCulture, $"%{number}");

    private static string Text(Literal scalar)
    {
        string text = scalar.ToString();
        return text[..text.IndexOf(" : ", StringComparison.Ordinal)];
    }

    private static Dictionary<(int Stage, int Effect), string> NameWhatIsLeft(LoopKernel kernel)
    {
        Dictionary<(int, int), string> names = [];
        HashSet<string> taken = [];
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            for (int place = 0; place < kernel.Stages[number].Effects.Count; place++)
            {
                string? wish = kernel.Stages[number].Effects[place] switch
                {
                    Keep => "kept",
                    Total(var kind, _, _) => kind.Mnemonic,
                    ProductTotal => "sum",
                    Extremum(var kind, _) => "arg-" + kind.Mnemonic,
                    Combine(var kind, _, _) => "all-" + kind.Mnemonic,
                    Store => null,
                    var other => throw new System.Diagnostics.UnreachableException($"there is no name for {other.GetType().Name}"),
                };
                if (wish is not null)
                {
                    string name = wish;
                    for (int count = 1; !taken.Add(name); count++)
                    {
                        name = string.Create(CultureInfo.InvariantCulture, $"{wish}.{count}");
                    }
                    names.Add((number, place), name);
                }
            }
        }
        return names;
    }
}
