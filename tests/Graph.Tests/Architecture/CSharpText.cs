using System.Text.RegularExpressions;

namespace Graph.Tests.Architecture;

/// <summary>Reads C# source as far as the architecture tests need it.</summary>
internal static partial class CSharpText
{
    /// <summary>
    /// The source with comments and literals blanked, so that what is left to find is code. Code inside an interpolated string goes with it.
    /// </summary>
    public static string CodeOnly(string source) =>
        CommentOrLiteral().Replace(source, match => new string('\n', match.Value.Count(c => c == '\n')) is { Length: > 0 } lines ? lines : " ");

    /// <summary>The names of the types and delegates that the source declares.</summary>
    public static IEnumerable<string> DeclaredTypes(string source) =>
        Declaration().Matches(CodeOnly(source)).Select(match => match.Groups["name"].Value);

    [GeneratedRegex("""
        //[^\n]*
        | /\*.*?\*/
        | (?<quotes>"{3,}) .*? \k<quotes>(?!")
        | (?:@\$?|\$@)"(?:[^"]|"")*"
        | "(?:\\.|[^"\\\n])*"
        | '(?:\\.[^'\n]*|[^'\\\n])'
        """, RegexOptions.Singleline | RegexOptions.IgnorePatternWhitespace | RegexOptions.ExplicitCapture)]
    private static partial Regex CommentOrLiteral();

    [GeneratedRegex(@"\b(class|struct|interface|enum|record|delegate\s+[^\s(;=]+)\s+(?<name>\w+)\s*(?=[<({:;]|where\b|$)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Declaration();
}
