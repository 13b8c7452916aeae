namespace Graph.Codegen;

/// <summary>Which function stands for which kind.</summary>
internal static class ElementaryFunctions
{
    /// <summary>What writes a function of floats out, or null for a kind that every lane has.</summary>
    public static Func<Term, Term>? Of(UnaryKind kind) => kind switch
    {
        UnaryKind.Exponential => Exponentials.Exponential,
        UnaryKind.Exponential2 => Exponentials.Exponential2,
        UnaryKind.ExponentialMinusOne => Exponentials.ExponentialMinusOne,
        UnaryKind.Logistic => Exponentials.Logistic,
        UnaryKind.NaturalLogarithm => Logarithms.NaturalLogarithm,
        UnaryKind.Logarithm1Plus => Logarithms.Logarithm1Plus,
        UnaryKind.HyperbolicTangent => Hyperbolics.HyperbolicTangent,
        UnaryKind.ErrorFunction => ErrorFunctions.ErrorFunction,
        UnaryKind.Sine => x => x.Element == ElementType.F32 ? CircularF32.Sine(x) : CircularF64.Sine(x),
        UnaryKind.Cosine => x => x.Element == ElementType.F32 ? CircularF32.Cosine(x) : CircularF64.Cosine(x),
        UnaryKind.Arctangent => Arctangents.Arctangent,
        UnaryKind.HyperbolicSine => Hyperbolics.HyperbolicSine,
        UnaryKind.HyperbolicCosine => Hyperbolics.HyperbolicCosine,
        UnaryKind.Negate or UnaryKind.Absolute or UnaryKind.Signum or UnaryKind.RoundDown or UnaryKind.RoundUp
            or UnaryKind.RoundToEven or UnaryKind.SquareRoot or UnaryKind.Complement => null,
    };
}
