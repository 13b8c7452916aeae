namespace Graph;

/// <summary>What the inputs of a function written in C# are called.</summary>
internal static class ParameterNames
{
    /// <summary>The names that the user gave the parameters, as far as the compiler kept them; else <c>x0</c>, <c>x1</c>, ….</summary>
    public static ImmutableArray<string> Of(Delegate function, int count)
    {
        string[] names = [.. function.Method.GetParameters().TakeLast(count).Select(parameter => parameter.Name ?? "")];
        bool usable = names.Length == count && names.Distinct().Count() == names.Length && names.All(name => name.Length > 0);
        return usable ? [.. names] : Numbered(count);
    }

    /// <summary><c>x0</c>, <c>x1</c>, ….</summary>
    public static ImmutableArray<string> Numbered(int count) =>
        [.. Enumerable.Range(0, count).Select(place => FormattableString.Invariant($"x{place}"))];
}
