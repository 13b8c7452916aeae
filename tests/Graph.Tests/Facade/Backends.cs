using Graph.Tests.Cpu;

namespace Graph.Tests.Facade;

/// <summary>The backends that the facade is tested on.</summary>
internal static class Backends
{
    /// <summary>Their names.</summary>
    public static TheoryData<string> Names => ["cpu", "reference"];

    /// <summary>The options that choose one.</summary>
    public static CompileOptions On(string name) => new()
    {
        Backend = name switch
        {
            "cpu" => Backend.Of(Runs.Backend()),
            "reference" => Backend.Reference,
            _ => throw new NotSupportedException(name),
        },
    };
}
