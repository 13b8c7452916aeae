namespace Graph;

/// <summary>
/// Something is wrong with a computation, with what it was given, or with a text that should be one. The message is one sentence,
/// and ends with the file and line of the caller where the stack knows them.
/// </summary>
public class GraphException : Exception
{
    private readonly string? operation = Origin.CurrentOperator;
    private readonly string scope = Origin.CurrentScope;
    private readonly Lazy<string> location;

    /// <summary>Makes the exception; the operation and the place of the caller are added to the sentence.</summary>
    /// <param name="sentence">What is wrong, without a full stop at the end.</param>
    /// <param name="inner">What caused it.</param>
    public GraphException(string sentence, Exception? inner = null)
        : base(sentence, inner)
    {
        // The stack is gone when the message is read; the files that know the line are not, and reading them is slow.
        CallSite site = CallSite.Find();
        Sentence = sentence;
        location = new Lazy<string>(site.ToString);
    }

    /// <summary>What is wrong, without the operation and the place.</summary>
    public string Sentence { get; }

    /// <summary>The caller's file and line, its method where it has no debug information, or nothing where no caller was found.</summary>
    public string Location => location.Value;

    /// <summary>The sentence, the name scope and the operation before it and the place behind it.</summary>
    public override string Message
    {
        get
        {
            string named = operation is null || Sentence.StartsWith(operation + ":", StringComparison.Ordinal) ? Sentence : $"{operation}: {Sentence}";
            string scoped = scope.Length == 0 ? named : $"{scope}: {named}";
            return Location.Length == 0 ? scoped : $"{scoped} ({Location})";
        }
    }
}

/// <summary>Shapes, axes or sizes that do not fit.</summary>
public sealed class ShapeException(string sentence) : GraphException(sentence);

/// <summary>An element type that an operation does not take, or two that differ.</summary>
public sealed class ElementTypeException(string sentence) : GraphException(sentence);

/// <summary>A computation that breaks a rule of the representation; see <see cref="IR.Verifier"/>.</summary>
public sealed class VerificationException(string sentence, Exception? inner = null) : GraphException(sentence, inner);

/// <summary>A text that is not a computation; the sentence names the line and column.</summary>
public sealed class ParseException(string sentence, Exception? inner = null) : GraphException(sentence, inner);
