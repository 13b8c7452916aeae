namespace Graph;

/// <summary>
/// Something is wrong with a computation, with what it was given, or with a text that should be one. The message is one sentence,
/// and ends with the file and line of the caller where the stack knows them.
/// </summary>
public class GraphException : Exception
{
    /// <summary>Makes the exception; the operation and the place of the caller are added to the sentence.</summary>
    /// <param name="sentence">What is wrong, without a full stop at the end.</param>
    public GraphException(string sentence)
        : this(sentence, CallSite.Find().ToString())
    {
    }

    /// <summary>Makes the exception, with the exception that caused it.</summary>
    /// <param name="sentence">What is wrong, without a full stop at the end.</param>
    /// <param name="inner">What caused it.</param>
    public GraphException(string sentence, Exception inner)
        : base(sentence, inner) => (Sentence, Location) = (sentence, "");

    private GraphException(string sentence, string location)
        : base(Compose(sentence, location)) => (Sentence, Location) = (sentence, location);

    /// <summary>What is wrong, without the operation and the place.</summary>
    public string Sentence { get; }

    /// <summary>The caller's file and line, its method where it has no debug information, or nothing where no caller was found.</summary>
    public string Location { get; }

    private static string Compose(string sentence, string location)
    {
        string? operation = Origin.CurrentOperator;
        string named = operation is null || sentence.StartsWith(operation + ":", StringComparison.Ordinal)
            ? sentence
            : $"{operation}: {sentence}";
        return location.Length == 0 ? named : $"{named} ({location})";
    }
}

/// <summary>Shapes, axes or sizes that do not fit.</summary>
public sealed class ShapeException(string sentence) : GraphException(sentence);

/// <summary>An element type that an operation does not take, or two that differ.</summary>
public sealed class ElementTypeException(string sentence) : GraphException(sentence);

/// <summary>A computation that breaks a rule of the representation; see <see cref="IR.Verifier"/>.</summary>
public sealed class VerificationException(string sentence) : GraphException(sentence);

/// <summary>A text that is not a computation; the sentence names the line and column.</summary>
public sealed class ParseException(string sentence) : GraphException(sentence);
