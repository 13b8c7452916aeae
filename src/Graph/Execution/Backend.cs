using Graph.Lowering;

namespace Graph;

/// <summary>What runs a compiled computation. Nothing is ever run by another one than the one that was asked for.</summary>
public abstract class Backend
{
    private protected Backend(string name) => Name = name;

    /// <summary>Its name, such as <c>cpu</c>.</summary>
    public string Name { get; }

    /// <summary>The interpreter that says what every operator means: slow, and more exact than f32 can be. For comparison.</summary>
    public static Backend Reference { get; } = new ReferenceBackend();

    /// <summary>A backend of any assembly.</summary>
    public static Backend Of(IBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        return new PlannedBackend(backend);
    }

    /// <summary>The name.</summary>
    public override string ToString() => Name;

    /// <summary>Makes a computation runnable.</summary>
    /// <param name="computation">What to run, after all passes.</param>
    /// <param name="donated">Pairs of a parameter and the result that should take its memory.</param>
    internal abstract Code Compile(Computation computation, IReadOnlyList<(int Parameter, int Result)> donated);
}
