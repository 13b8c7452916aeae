using System.Globalization;
using System.Text;
using Graph.Properties.Checking;
using Graph.Properties.Compiling;
using Graph.Properties.Generation;
using Graph.Properties.Shrinking;

namespace Graph.Properties.Running;

/// <summary>A property that a case breaks, with the smallest case found that breaks it.</summary>
/// <param name="Property">The property.</param>
/// <param name="Case">The case as drawn.</param>
/// <param name="Minimal">The smallest case found.</param>
/// <param name="Reason">How the smallest case breaks it.</param>
public sealed record Failure(Property Property, Case Case, Case Minimal, string Reason)
{
    /// <summary>Shrinks a case that breaks a property.</summary>
    /// <param name="property">The property.</param>
    /// <param name="subject">The case.</param>
    /// <param name="verdict">How it breaks it.</param>
    /// <param name="workshop">Where candidates are compiled: one of its own, so that thousands of them do not throw out what the sweep has compiled.</param>
    public static Failure Shrink(Property property, Case subject, Verdict verdict, Workshop workshop)
    {
        string kind = KindOf(verdict.Reason);
        Case minimal = Shrinker.Shrink(subject, candidate =>
            property.Judge(new Trial(candidate, new Coverage(), workshop)) is { Outcome: Outcome.Broken } broken && KindOf(broken.Reason) == kind);
        return new Failure(property, subject, minimal, property.Judge(new Trial(minimal, new Coverage(), workshop)).Reason);
    }

    /// <summary>Property, seed, index, the smallest computation in the text form, its arguments as C#, and what differs.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture, $"property {Property.Name} is broken: {Property.Claim}");
        text.AppendLine(CultureInfo.InvariantCulture, $"replay: sweep --seed {Case.Seed} --index {Case.Index} --property {Property.Name}");
        text.AppendLine(CultureInfo.InvariantCulture, $"shrunk from {Measure.CountOperators(Case.Computation)} operators to {Measure.CountOperators(Minimal.Computation)}:");
        text.AppendLine(TextOf(Minimal.Computation).TrimEnd());
        foreach ((Expr parameter, Literal argument) in Minimal.Computation.Parameters.Zip(Minimal.Arguments))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"%{((Parameter)parameter.Op).Label} = {CSharpText.Of(argument)}");
        }
        text.Append(Reason);
        return text.ToString();
    }

    // An exception is told apart from a difference, and from an exception of another type.
    private static string KindOf(string reason) => reason.IndexOf("Exception:", StringComparison.Ordinal) is >= 0 and var end ? reason[..end] : "";

    private static string TextOf(Computation computation)
    {
        try
        {
            return TextForm.Print(computation);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            return $"(cannot be printed: {error.Message})";
        }
    }
}
