using Graph.IR;

namespace Graph;

/// <summary>
/// A function from tensors to tensors: named parameters, named results, and all that the results need. Closed: every leaf it reaches is one of
/// its parameters. Immutable. The unit that every transform takes and returns, that prints and parses.
/// </summary>
public sealed class Computation : IEquatable<Computation>
{
    private readonly Lazy<ImmutableArray<Expr>> nodes;
    private readonly Lazy<int> hash;

    private Computation(string name, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results, ImmutableArray<string> resultNames)
    {
        (Name, Parameters, Results, ResultNames) = (name, parameters, results, resultNames);
        nodes = new Lazy<ImmutableArray<Expr>>(() => Traversal.TopologicalOrder([.. Parameters, .. Results]));
        hash = new Lazy<int>(() => Structure.Hash(this));
    }

    /// <summary>The name, for dumps.</summary>
    public string Name { get; }

    /// <summary>The parameters, leaves with distinct labels, in the order of the operands.</summary>
    public ImmutableArray<Expr> Parameters { get; }

    /// <summary>The results, each a tensor, in order.</summary>
    public ImmutableArray<Expr> Results { get; }

    /// <summary>The name of each result.</summary>
    public ImmutableArray<string> ResultNames { get; }

    /// <summary>Parameters first, then every node the results need, each behind its operands; the order is a function of the structure alone.</summary>
    public ImmutableArray<Expr> Nodes => nodes.Value;

    /// <summary>Makes a computation with results named <c>result0</c>, <c>result1</c>, … or <c>result</c> when there is one.</summary>
    /// <exception cref="GraphException">See <see cref="Create(string, ImmutableArray{Expr}, ImmutableArray{Expr}, ImmutableArray{string})"/>.</exception>
    public static Computation Create(string name, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results) =>
        Create(name, parameters, results, results.IsDefault ? [] : results.Length == 1 ? ["result"] : [.. results.Select((_, place) => $"result{place}")]);

    /// <summary>Makes a computation.</summary>
    /// <param name="name">The name, for dumps.</param>
    /// <param name="parameters">The leaves it takes.</param>
    /// <param name="results">What it returns.</param>
    /// <param name="resultNames">A distinct name for each result.</param>
    /// <exception cref="GraphException">
    /// A list is missing or holds a null, a parameter is not a leaf or stands twice, two parameters or two results share a name, or a result needs a leaf that is no parameter.
    /// </exception>
    public static Computation Create(string name, ImmutableArray<Expr> parameters, ImmutableArray<Expr> results, ImmutableArray<string> resultNames)
    {
        if (parameters.IsDefault || results.IsDefault || resultNames.IsDefault || parameters.Contains(null!) || results.Contains(null!))
        {
            throw new GraphException($"@{name} was given a list of parameters, results or names that is the default of the array or holds a null");
        }
        Computation computation = new(name, parameters, results, resultNames);
        Verifier.VerifySignature(computation);
        return computation;
    }

    /// <summary>The same parameters with other results of the same number.</summary>
    /// <exception cref="GraphException">A result needs a leaf that is no parameter.</exception>
    public Computation WithResults(ImmutableArray<Expr> results) =>
        results.AsSpan().SequenceEqual(Results.AsSpan()) ? this : Create(Name, Parameters, results, ResultNames);

    /// <summary>
    /// Whether both compute the same by the same operators on the same operands in the same order, and share the same intermediate results.
    /// Names of the computation, of parameters and of results do not count; types and roles of parameters do.
    /// </summary>
    public bool StructurallyEquals(Computation other) => Structure.Equal(this, other);

    /// <summary>The same as <see cref="StructurallyEquals"/>.</summary>
    public bool Equals(Computation? other) => other is not null && StructurallyEquals(other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Computation);

    /// <summary>A hash of the structure, computed once.</summary>
    public override int GetHashCode() => hash.Value;

    /// <summary>The computation as text; <see cref="TextForm.Parse"/> reads it back.</summary>
    public override string ToString() => TextForm.Print(this);
}
