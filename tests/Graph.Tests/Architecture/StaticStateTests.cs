using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Graph.Tests.Architecture;

/// <summary>No mutable static state: everything takes a runtime, and two tests never see each other.</summary>
public sealed class StaticStateTests
{
    /// <summary>Every exception, with its reason.</summary>
    private static readonly string[] Permitted =
    [
        // Set for the extent of a scope, on the thread that builds expressions; C# operators cannot be handed it.
        "Graph.Origin.current",

        // The default runtime: lazily made and replaceable; everything else takes a runtime.
        "Graph.Runtime.current",
    ];

    private static readonly Type[] MutableCollections =
    [
        typeof(List<>), typeof(Dictionary<,>), typeof(HashSet<>), typeof(Queue<>), typeof(Stack<>), typeof(SortedDictionary<,>),
        typeof(SortedList<,>), typeof(SortedSet<>), typeof(LinkedList<>), typeof(PriorityQueue<,>), typeof(ConcurrentDictionary<,>),
        typeof(ConcurrentBag<>), typeof(ConcurrentQueue<>), typeof(ConcurrentStack<>), typeof(ConditionalWeakTable<,>),
    ];

    public static TheoryData<string> Rooms => [.. Repository.Rooms];

    [Theory]
    [MemberData(nameof(Rooms))]
    public void A_room_has_no_mutable_static_state(string room) =>
        Assert.Empty(Assembly.Load(room).GetTypes().SelectMany(MutableStatics).Except(Permitted));

    [Fact]
    public void Mutable_statics_are_found() =>
        Assert.Equal(
            ["Counter", "Registry", "Setting"],
            MutableStatics(typeof(Sample)).Select(name => name[(name.LastIndexOf('.') + 1)..]).Order(StringComparer.Ordinal));

    private static IEnumerable<string> MutableStatics(Type type) =>
        from field in type.GetFields(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly)
        where !IsOfTheCompiler(type) && !field.IsLiteral && (!field.IsInitOnly || IsMutableCollection(field.FieldType))
        let name = NameInSource(field)
        where !name.StartsWith('<')
        select $"{type.FullName?.Replace('+', '.')}.{name}";

    /// <summary>Caches of lambdas and of constant data live in types whose names no source can say.</summary>
    private static bool IsOfTheCompiler(Type type) => type.FullName?.Contains('<') != false;

    /// <summary>A static auto-property is state like a field is.</summary>
    private static string NameInSource(FieldInfo field) =>
        field.Name.EndsWith(">k__BackingField", StringComparison.Ordinal) ? field.Name[1..field.Name.IndexOf('>')] : field.Name;

    private static bool IsMutableCollection(Type type) => type.IsGenericType && MutableCollections.Contains(type.GetGenericTypeDefinition());

    private static class Sample
    {
        public const int Constant = 1;
        public static readonly string Text = "";
        public static readonly Dictionary<string, int> Registry = [];
        public static int Counter = Constant;
        public static string Fixed { get; } = Text;
        public static int Setting { get; set; } = Counter;
        public static Func<int, int> Lambda => x => x + Setting;
    }
}
