using System.Runtime.CompilerServices;

namespace Graph;

/// <summary>One place in C# that an expression comes from.</summary>
public sealed class OriginPlace
{
    private readonly CallSite site;

    internal OriginPlace(string scope, string @operator, CallSite site) => (Scope, Operator, this.site) = (scope, @operator, site);

    /// <summary>The name scopes around it, joined by <c>/</c>; empty outside of any.</summary>
    public string Scope { get; }

    /// <summary>The function of the facade as written, such as <c>Softmax</c>; empty for a C# operator.</summary>
    public string Operator { get; }

    /// <summary>The caller's file, or null where it is not known. Read from the debug information at each use.</summary>
    public string? File => site.Source().File;

    /// <summary>The caller's line, counted from 1, or 0 where it is not known. Read from the debug information at each use.</summary>
    public int Line => site.Source().Line;

    /// <summary>Scope, operator and place, as far as they are known.</summary>
    public override string ToString()
    {
        string name = (Scope, Operator) switch
        {
            ("", _) => Operator,
            (_, "") => Scope,
            _ => $"{Scope}/{Operator}",
        };
        string place = site.ToString();
        return (name, place) switch
        {
            ("", _) => place,
            (_, "") => name,
            _ => $"{name} at {place}",
        };
    }

    internal bool IsSame(OriginPlace other) => Scope == other.Scope && Operator == other.Operator && site == other.site;
}

/// <summary>
/// Where an expression comes from. Takes no part in equality, hashing or the text form. A rewrite gives its result the origin of
/// what it replaced; value numbering joins the origins of what it merged.
/// </summary>
/// <remarks>
/// Facade calls record the caller's line. That costs a few microseconds a call; set the <see cref="AppContext"/> switch
/// <see cref="CaptureSwitch"/> to false before the first call to leave lines out. Scopes and operators are kept on each thread apart.
/// </remarks>
public sealed class Origin
{
    /// <summary>The name of the <see cref="AppContext"/> switch that turns the recording of lines off.</summary>
    public const string CaptureSwitch = "Graph.CaptureOrigins";

    private const int MostPlaces = 8;
    private static readonly bool captures = !AppContext.TryGetSwitch(CaptureSwitch, out bool enabled) || enabled;

    [ThreadStatic]
    private static Origin? current;

    private Origin(ImmutableArray<OriginPlace> places) => Places = places;

    /// <summary>No known place.</summary>
    public static Origin Unknown { get; } = new([]);

    /// <summary>The origin that an expression made now on this thread gets.</summary>
    public static Origin Current => current ?? Unknown;

    /// <summary>The places, the first one first; at most eight are kept.</summary>
    public ImmutableArray<OriginPlace> Places { get; }

    internal static string CurrentScope => current is { Places: [.., var place] } ? place.Scope : "";

    internal static string? CurrentOperator => current is { Places: [.., { Operator: not "" } place] } ? place.Operator : null;

    /// <summary>
    /// Begins a function of the facade: until the result is disposed of, expressions get its name and the caller's line. Inside another such
    /// function it changes nothing, so that the outermost, the one the user wrote, is what is recorded.
    /// </summary>
    /// <param name="name">The function; filled in by the compiler.</param>
    public static Extent Enter([CallerMemberName] string name = "")
    {
        if (CurrentOperator is not null)
        {
            return new Extent(current);
        }
        return Begin(new OriginPlace(CurrentScope, name, captures ? CallSite.Find() : default));
    }

    /// <summary>Begins a name scope within the current one: <c>using (Origin.Scope("encoder")) { … }</c>.</summary>
    /// <param name="name">The name; nested scopes are joined by <c>/</c>.</param>
    public static Extent Scope(string name)
    {
        string outer = CurrentScope;
        return Begin(new OriginPlace(outer.Length == 0 ? name : $"{outer}/{name}", "", default));
    }

    /// <summary>Gives expressions made until the result is disposed of the origin of what they replace.</summary>
    public static Extent Replacing(Origin origin)
    {
        Extent extent = new(current);
        current = origin;
        return extent;
    }

    /// <summary>The places of both, without repetition, at most eight.</summary>
    public static Origin Union(Origin left, Origin right)
    {
        if (ReferenceEquals(left, right) || right.Places.IsEmpty || left.Places.Length >= MostPlaces)
        {
            return left;
        }
        if (left.Places.IsEmpty)
        {
            return right;
        }
        IEnumerable<OriginPlace> added = right.Places.Where(place => !left.Places.Any(place.IsSame));
        ImmutableArray<OriginPlace> places = [.. left.Places, .. added.Take(MostPlaces - left.Places.Length)];
        return places.Length == left.Places.Length ? left : new Origin(places);
    }

    /// <summary>The places, separated by <c>; </c>.</summary>
    public override string ToString() => string.Join("; ", Places);

    private static Extent Begin(OriginPlace place)
    {
        Extent extent = new(current);
        current = new Origin([place]);
        return extent;
    }

    /// <summary>The time between an <c>Enter</c>, <c>Scope</c> or <c>Replacing</c> and its disposal.</summary>
    public readonly ref struct Extent
    {
        private readonly Origin? outer;

        internal Extent(Origin? outer) => this.outer = outer;

        /// <summary>Ends the extent: what was current before it is current again.</summary>
        public void Dispose() => current = outer;
    }
}
