using System.Text.RegularExpressions;

namespace Graph.Tests.Facade;

/// <summary>A program that is wrong, and the one sentence that it gets.</summary>
internal static partial class Wrong
{
    /// <summary>The program throws, with exactly this sentence and, behind it in parentheses, a line of the file that called.</summary>
    public static void Says<TException>(string sentence, Func<object?> program, [System.Runtime.CompilerServices.CallerFilePath] string file = "")
        where TException : GraphException
    {
        TException exception = Assert.Throws<TException>(() => program());
        Match place = Place().Match(exception.Message);
        Assert.True(place.Success, $"no place in: {exception.Message}");
        Assert.Equal(sentence, exception.Message[..place.Index]);
        Assert.Equal(Path.GetFileName(file), place.Groups[1].Value);
    }

    [GeneratedRegex(@" \(([^()]+):[1-9]\d*\)$")]
    private static partial Regex Place();
}
