namespace Graph.Learning;

/// <summary>A loss or a parameter that is not finite, with the operator that it comes from.</summary>
public sealed class DivergenceException : GraphException
{
    internal DivergenceException(string sentence, int epoch, long batch, long step, NonFinite? cause)
        : base(sentence)
    {
        (Epoch, Batch, Step) = (epoch, batch, step);
        (Operator, Origin, Explanation) = (cause?.Operator, cause?.Origin, cause?.Explanation);
    }

    /// <summary>The epoch, counted from 1.</summary>
    public int Epoch { get; }

    /// <summary>The batch of the epoch, counted from 1.</summary>
    public long Batch { get; }

    /// <summary>How often the parameters had been changed before.</summary>
    public long Step { get; }

    /// <summary>The first operator that gave something that is not finite from operands that were; null where none was found.</summary>
    public string? Operator { get; }

    /// <summary>Where in C# the operator comes from.</summary>
    public Origin? Origin { get; }

    /// <summary>What probably happened, and what helps.</summary>
    public string? Explanation { get; }
}

/// <summary>An operator that gave something that is not finite.</summary>
/// <param name="Operator">The operator with its type, and the loops that it is within.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Value">What it gave, and what from.</param>
/// <param name="Explanation">What probably happened, and what helps.</param>
internal sealed record NonFinite(string Operator, Origin Origin, string Value, string Explanation)
{
    public override string ToString() =>
        $"{Operator}{(Origin.Places.IsEmpty ? "" : $" ({Origin.Places[0]})")} is where it comes from: {Value}; {Explanation}";
}
