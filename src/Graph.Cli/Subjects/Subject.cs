namespace Graph.Cli.Subjects;

/// <summary>Something whose derivative <c>graph check</c> checks.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Trace">Makes the computation; its float results are differentiated by its float parameters but state.</param>
/// <param name="Options">How to check it: ranges, values, results.</param>
public sealed record Subject(string Name, SubjectKind Kind, Func<Computation> Trace, GradientCheckOptions Options)
{
    /// <summary>At how many drawn points it is checked.</summary>
    public const int Points = 3;

    /// <summary>Checks the derivative of an order.</summary>
    /// <param name="order">1 or 2.</param>
    /// <param name="backend">What runs function and derivative; null for the reference.</param>
    public GradientCheckReport Check(int order, Backend? backend = null) =>
        GradientCheck.Run(Trace(), Options with { Order = order, Points = Points, Seed = Seed, Backend = backend ?? Backend.Reference })
            with
        { Name = Name };

    // Each subject draws points of its own, the same at every run: FNV-1a of the name.
    private int Seed
    {
        get
        {
            uint hash = 2166136261;
            foreach (char character in Name)
            {
                hash = (hash ^ character) * 16777619;
            }
            return (int)(hash >> 2);
        }
    }
}

/// <summary>The kinds of subjects.</summary>
public enum SubjectKind
{
    /// <summary>One operator of the representation.</summary>
    PrimitiveOperator,

    /// <summary>A function of the facade, made of operators.</summary>
    FacadeComposition,

    /// <summary>A layer of a network.</summary>
    NetworkLayer,

    /// <summary>A loss as a trainer takes it.</summary>
    TrainingLoss,

    /// <summary>A built-in model at its small size.</summary>
    WholeModel,
}
