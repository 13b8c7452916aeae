namespace Graph.GradientChecks;

/// <summary>Evaluates computations on a backend, each compiled once.</summary>
/// <param name="backend">What runs them.</param>
internal sealed class BackendEvaluation(Backend backend)
{
    // By identity: a check evaluates the same few computations at many points.
    private readonly Dictionary<Computation, Code> compiled = new(ReferenceEqualityComparer.Instance);

    public ImmutableArray<Literal> Evaluate(Computation computation, ImmutableArray<Literal> arguments)
    {
        if (!compiled.TryGetValue(computation, out Code? code))
        {
            code = backend.Compile(computation, []);
            compiled.Add(computation, code);
        }
        Buffer[] results = [.. computation.Results.Select(result => code.Allocate(result.Type))];
        code.Run([.. arguments.Select(argument => argument.Buffer)], results);
        return [.. computation.Results.Zip(results, (result, memory) => new Literal(result.Type, memory))];
    }
}
