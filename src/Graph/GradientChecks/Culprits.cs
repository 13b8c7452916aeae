using System.Globalization;

namespace Graph.GradientChecks;

/// <summary>
/// Looks for the innermost node to blame: every node is checked by itself, with its operands as they are at the failing point.
/// </summary>
internal static class Culprits
{
    private const int CoordinatesPerNode = 48;

    /// <summary>The node and the mistake in its derivative; null where every node is right by itself.</summary>
    public static (GradientCulprit Culprit, RecognisedMistake? Mistake)? Find(
        CheckedFunction function, Differences differences, ArgumentFinding finding, GradientVerdict verdict, GradientCheckOptions options,
        Evaluator evaluate)
    {
        if (verdict == GradientVerdict.Kink && ChangedDecision(function, differences, finding, evaluate) is { } decision)
        {
            return (decision, null);
        }
        return Find(function, differences.Frozen, verdict, options, evaluate, []);
    }

    private static (GradientCulprit Culprit, RecognisedMistake? Mistake)? Find(
        CheckedFunction function, ImmutableArray<Literal> frozen, GradientVerdict verdict, GradientCheckOptions options, Evaluator evaluate,
        ImmutableArray<string> path)
    {
        Dictionary<Expr, Literal> values = NodeValues.At(function.Frozen, frozen, evaluate);
        HashSet<Expr> active = [.. function.By.Select(place => function.Frozen.Parameters[place])];
        foreach (Expr node in function.Frozen.Nodes)
        {
            if (!node.Inputs.Any(active.Contains) || !node.ResultType.Tensors.Any(type => type.Element.IsFloat))
            {
                continue;
            }
            active.Add(node);
            if (node.Op is Project)
            {
                continue;
            }
            ImmutableArray<Literal> operands = [.. node.Inputs.Select(input => values[input])];
            if (Judge(Alone(node), operands, [.. node.Inputs.Select(active.Contains)], verdict, options, evaluate) is { } found)
            {
                return Inside(node, operands, verdict, options, evaluate, path)
                    ?? (new GradientCulprit(node.Describe(), node.Origin, path, found.Operand, Alone(node)), found.Mistake);
            }
        }
        return null;
    }

    // A body is looked into at the first step of a scan.
    private static (GradientCulprit Culprit, RecognisedMistake? Mistake)? Inside(
        Expr node, ImmutableArray<Literal> operands, GradientVerdict verdict, GradientCheckOptions options, Evaluator evaluate,
        ImmutableArray<string> path)
    {
        (Computation Body, ImmutableArray<Literal> Arguments)? inner = node.Op switch
        {
            Scan { Length: > 0 } scan => (scan.Body, FirstStep(scan, operands)),
            Call { Pullback: null } call => (call.Body, operands),
            _ => null,
        };
        if (inner is not var (body, arguments) || Preparation.Floats(body) is not { Results.IsEmpty: false } floats)
        {
            return null;
        }
        ImmutableArray<int> by = Preparation.FloatParameters(floats);
        if (by.IsEmpty)
        {
            return null;
        }
        CheckedFunction function = CheckedFunction.Create(floats, by);
        return Find(function, function.FreezeAt(arguments, evaluate), verdict, options, evaluate, path.Add($"{node.Op.Name} @{body.Name}"));
    }

    private static ImmutableArray<Literal> FirstStep(Scan scan, ImmutableArray<Literal> operands) =>
    [
        .. operands.Select((operand, place) => place >= scan.Carries && place < scan.Carries + scan.Sequences
            ? Row(operand, scan.Reverse ? scan.Length - 1 : 0)
            : operand),
    ];

    private static Literal Row(Literal sequence, long index)
    {
        TensorType type = sequence.Type.With(sequence.Shape[1..]);
        Buffer buffer = Buffer.Allocate((nint)type.ByteCount);
        byte[] row = new byte[type.ByteCount];
        sequence.Buffer.CopyTo<byte>(index * type.ByteCount, row);
        buffer.CopyFrom<byte>(0, row);
        return new Literal(type, buffer);
    }

    private static Computation Alone(Expr node)
    {
        HashSet<string> taken = [];
        ImmutableArray<Expr> leaves =
        [
            .. node.Inputs.Select((input, place) =>
            {
                string label = input.Op is Parameter leaf && taken.Add(leaf.Label)
                    ? leaf.Label
                    : string.Create(CultureInfo.InvariantCulture, $"operand{place}");
                taken.Add(label);
                return Primitives.Leaf(label, input.Type);
            }),
        ];
        return Computation.Create("culprit", leaves, node.Update(leaves).Results());
    }

    private static (string Operand, RecognisedMistake? Mistake)? Judge(
        Computation alone, ImmutableArray<Literal> operands, ImmutableArray<bool> active, GradientVerdict verdict,
        GradientCheckOptions options, Evaluator evaluate)
    {
        Computation floats = Preparation.Floats(alone);
        CheckedFunction function = CheckedFunction.Create(floats, [.. Preparation.FloatParameters(floats).Where(place => active[place])]);
        Random random = new(options.Seed);
        Differences differences = new(function, operands, Drawing.Cotangents(floats, random), evaluate);
        if (differences.Base.Any(result => result.Any(double.IsNaN)))
        {
            return null;
        }
        GradientCheckOptions local = options with { MostCoordinates = CoordinatesPerNode, Cheap = false };
        ArgumentFinding? wrong = Examination.Run(function, differences, ProbePlan.Make(function, local, random), local, evaluate)
            .Where(finding => finding.RelativeError > options.Tolerance)
            .MaxBy(finding => finding.RelativeError);
        if (wrong is null || Judgement.Of(function, differences, wrong, options.Tolerance, evaluate) != verdict)
        {
            return null;
        }
        string operand = ((Parameter)floats.Parameters[function.By[wrong.By]].Op).Label;
        return (operand,
            verdict == GradientVerdict.WrongDerivative
            ? Mistakes.Recognise(function, differences, wrong.At(options.Steps[0], differences))
            : null);
    }

    // A comparison, an arg-max or a rounding that comes out otherwise a little to the left or to the right.
    private static GradientCulprit? ChangedDecision(
        CheckedFunction function, Differences differences, ArgumentFinding finding, Evaluator evaluate)
    {
        const double little = 1e-6;
        Probe probe = finding.Probes[finding.WorstProbe];
        double step = little * differences.Scale(probe);
        Dictionary<Expr, Literal> here = NodeValues.At(function.Frozen, differences.Frozen, evaluate);
        Dictionary<Expr, Literal> left = NodeValues.At(function.Frozen, differences.Moved(probe, -step), evaluate);
        Dictionary<Expr, Literal> right = NodeValues.At(function.Frozen, differences.Moved(probe, step), evaluate);
        Expr? decision = function.Frozen.Nodes.FirstOrDefault(node =>
            !node.IsTuple && !node.Element.IsFloat && !(here[node].Equals(left[node]) && here[node].Equals(right[node])));
        if (decision is null)
        {
            return null;
        }
        Computation alone = Alone(decision.Op is Project ? decision.Inputs[0] : decision);
        return new GradientCulprit(decision.Describe(), decision.Origin, [], ((Parameter)alone.Parameters[0].Op).Label, alone);
    }
}
