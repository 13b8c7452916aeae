namespace Graph.GradientChecks;

/// <summary>Checks a prepared function at every point and explains the first failure.</summary>
internal sealed class CheckRun
{
    // A drawn point that lies at a kink, or where the function is not finite, is drawn again up to so many times.
    private const int MostRedraws = 8;

    private readonly string name;
    private readonly CheckedFunction function;
    private readonly GradientCheckOptions options;
    private readonly Evaluator evaluate;
    private int redrawn;

    /// <exception cref="GraphException">The options ask for what the computation does not have.</exception>
    public CheckRun(Computation computation, GradientCheckOptions options)
    {
        (name, function, this.options) = (computation.Name, Preparation.Prepare(computation, options), options);
        evaluate = options.Evaluator();
    }

    public GradientCheckReport Report()
    {
        Dictionary<int, GradientArgument> worst = [];
        for (int point = 0; point < options.Points; point++)
        {
            int seed = options.Seed + point;
            GradientFailure? failure = Check(seed, worst);
            if (failure is not null)
            {
                return Report(worst, failure);
            }
        }
        return Report(worst, null);
    }

    private GradientCheckReport Report(Dictionary<int, GradientArgument> worst, GradientFailure? failure) => new(
        name, options.Order, options.Points, options.Seed, options.Tolerance,
        [.. worst.OrderBy(pair => pair.Key).Select(pair => pair.Value)], failure)
    {
        Redraws = redrawn,
    };

    private GradientFailure? Check(int seed, Dictionary<int, GradientArgument> worst)
    {
        Random random = new(seed);
        int redraws = Drawing.Draws(function.Function, options) ? MostRedraws : 0;
        for (int attempt = 0; ; attempt++)
        {
            ImmutableArray<Literal> arguments = Drawing.Point(function.Function, options, random);
            Differences differences = new(function, arguments, Drawing.Cotangents(function.Function, random), evaluate);
            if (FirstDifference(differences) is { } differing)
            {
                return Failure(
                    GradientVerdict.NotDeterministic,
                    $"the function is not deterministic: two evaluations of {differing} with the same arguments differ", seed);
            }
            if (!Judgement.IsFinite(differences.Base))
            {
                if (attempt < redraws)
                {
                    redrawn++;
                    continue;
                }
                return Failure(
                    GradientVerdict.NotFinite, $"the function is not finite at the point; say with {nameof(GradientCheckOptions.Ranges)} " +
                        $"where its arguments may lie", seed);
            }
            ImmutableArray<ArgumentFinding> findings =
                Examination.Run(function, differences, ProbePlan.Make(function, options, random), options, evaluate);
            ArgumentFinding? failing = findings.Where(finding => finding.RelativeError > options.Tolerance)
                .MaxBy(finding => finding.RelativeError);
            GradientVerdict? verdict = failing is null ? null : Judgement.Of(function, differences, failing, options.Tolerance, evaluate);
            if (verdict == GradientVerdict.Kink && attempt < redraws)
            {
                redrawn++;
                continue;
            }
            foreach (ArgumentFinding finding in findings)
            {
                GradientArgument argument = Describe(finding);
                worst[finding.By] = !worst.TryGetValue(finding.By, out GradientArgument? known)
                    ? argument
                    : (argument.RelativeError > known.RelativeError ? argument : known)
                        with
                    { TooSmall = argument.TooSmall && known.TooSmall };
            }
            return failing is null ? null : Explain(differences, failing, verdict!.Value, seed);
        }
    }

    // The name of the first result of which two evaluations differ in any bit.
    private string? FirstDifference(Differences differences)
    {
        ImmutableArray<Literal> once = evaluate(function.Frozen, differences.Frozen);
        ImmutableArray<Literal> again = evaluate(function.Frozen, differences.Frozen);
        for (int place = 0; place < once.Length; place++)
        {
            if (!once[place].Equals(again[place]))
            {
                return $"the result '{function.Frozen.ResultNames[place]}'";
            }
        }
        return null;
    }

    private GradientFailure Explain(Differences differences, ArgumentFinding best, GradientVerdict verdict, int seed)
    {
        ArgumentFinding finding = verdict == GradientVerdict.Rounding ? best : best.At(options.Steps[0], differences);
        (GradientCulprit Culprit, RecognisedMistake? Mistake)? blamed = verdict is GradientVerdict.WrongDerivative or GradientVerdict.Kink
            ? Culprits.Find(function, differences, finding, verdict, options, evaluate)
            : null;
        RecognisedMistake? mistake = verdict == GradientVerdict.WrongDerivative
            ? blamed?.Mistake ?? Mistakes.Recognise(function, differences, finding)
            : null;
        string sentence = verdict switch
        {
            GradientVerdict.WrongDerivative => mistake is null ? "the derivative is wrong" : $"the derivative is wrong: {mistake.Sentence}",
            GradientVerdict.Kink => KinkSentence(differences, finding),
            GradientVerdict.Rounding =>
                "the differences drown in rounding, so that they neither confirm nor refute the derivative; check where the values are " +
                "of moderate size",
            GradientVerdict.NotDeterministic or GradientVerdict.NotFinite =>
                throw new InvalidOperationException($"{verdict} comes before any derivative"),
        };
        (double analytic, double numeric, Probe probe) = Localise(differences, finding);
        // The error of the direction is not that of the element that was found in it.
        double relative = probe == finding.Probes[finding.WorstProbe]
            ? finding.RelativeError
            : ArgumentFinding.RelativeErrorOf([analytic], [numeric]);
        return new GradientFailure(
            verdict, sentence, mistake?.Kind, mistake?.Factor, Describe(finding, probe, analytic, numeric, relative), blamed?.Culprit,
            seed, null);
    }

    private static string KinkSentence(Differences differences, ArgumentFinding finding)
    {
        (double left, double right, _) = differences.Sides(finding.Probes[finding.WorstProbe], 1e-5);
        return $"the function has a kink at this point: its derivative is {ReportText.Number(left)} to the left and " +
            $"{ReportText.Number(right)} to the right";
    }

    // Where a direction disagrees, halving it finds an element that does.
    private (double Analytic, double Numeric, Probe Probe) Localise(Differences differences, ArgumentFinding finding)
    {
        Probe probe = finding.Probes[finding.WorstProbe];
        (double analytic, double numeric) = (finding.Analytic[finding.WorstProbe], finding.Numeric[finding.WorstProbe]);
        if (probe.Element >= 0 || !double.IsFinite(analytic) || !double.IsFinite(numeric))
        {
            return (analytic, numeric, probe);
        }
        ImmutableArray<double[]> gradient = Examination.Gradient(function, differences, evaluate);
        (double Analytic, double Numeric) Compare(Probe other) => (other.Along(gradient), differences.Central(other, finding.Step));
        double Gap(Probe other)
        {
            (double a, double n) = Compare(other);
            return Math.Abs(a - n);
        }
        int by = probe.By >= 0
            ? probe.By
            : Enumerable.Range(0, function.By.Length).MaxBy(candidate => Gap(probe.Restricted(candidate, _ => true)));
        (long low, long high) = (0, gradient[by].Length);
        while (high - low > 1)
        {
            long middle = low + ((high - low) / 2);
            double lower = Gap(probe.Restricted(by, index => index >= low && index < middle));
            double upper = Gap(probe.Restricted(by, index => index >= middle && index < high));
            (low, high) = lower >= upper ? (low, middle) : (middle, high);
        }
        Probe element = Probe.Coordinate(by, low);
        (analytic, numeric) = Compare(element);
        return (analytic, numeric, element);
    }

    private GradientArgument Describe(ArgumentFinding finding)
    {
        int worst = finding.WorstProbe;
        return Describe(finding, finding.Probes[worst], finding.Analytic[worst], finding.Numeric[worst], finding.RelativeError);
    }

    private GradientArgument Describe(ArgumentFinding finding, Probe probe, double analytic, double numeric, double relative)
    {
        Expr? parameter = probe.By < 0 ? null : function.Function.Parameters[function.By[probe.By]];
        double absolute = Math.Abs(analytic - numeric);
        GradientComparison worst = new(
            parameter is not null && probe.Element >= 0 ? IndexOf(parameter.Shape, probe.Element) : null,
            analytic, numeric, absolute, relative, options.Tolerance);
        return new GradientArgument(
            parameter is null ? "*" : ((Parameter)parameter.Op).Label,
            parameter?.Type,
            finding.By < 0 ? function.Reached.Any(reached => reached) : function.Reached[finding.By],
            finding.Probes.Count(other => other.Element >= 0),
            finding.Probes.Count(other => other.Element < 0),
            finding.Step,
            worst,
            finding.Sweep)
        {
            TooSmall = finding.IsTooSmall,
        };
    }

    private static Shape IndexOf(Shape shape, long element)
    {
        Shape strides = shape.Strides;
        return [.. shape.Select((size, axis) => element / strides[axis] % size)];
    }

    private static GradientFailure Failure(GradientVerdict verdict, string sentence, int seed) =>
        new(verdict, sentence, null, null, null, null, seed, null);
}
