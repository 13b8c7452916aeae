using System.Collections.Frozen;
using System.Diagnostics;
using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Graph;

/// <summary>
/// A caller's place in compiled code: the innermost stack frame outside the libraries of Graph. Finding it is cheap; file and line are looked up in the
/// debug information when somebody asks.
/// </summary>
internal readonly record struct CallSite(MethodBase? Caller, int Offset)
{
    // As in the metadata: published as a single file, modules have no other name.
    private static readonly FrozenSet<string> ours = FrozenSet.Create(
        StringComparer.Ordinal,
        "Graph.dll", "Graph.IR.dll", "Graph.Reference.dll", "Graph.Transforms.dll", "Graph.Lowering.dll", "Graph.Codegen.dll",
        "Graph.Cpu.dll", "Graph.Ilgpu.dll", "Graph.Learning.dll", "Graph.Datasets.dll", "Graph.Figures.dll", "Graph.Inspection.dll");

    /// <summary>The place of whoever called into Graph; none when the whole stack is ours.</summary>
    public static CallSite Find()
    {
        StackTrace stack = new(skipFrames: 1, fNeedFileInfo: false);
        for (int depth = 0; depth < stack.FrameCount; depth++)
        {
            StackFrame frame = stack.GetFrame(depth)!;
            if (frame.GetMethod() is { } method && !ours.Contains(method.Module.ScopeName) && !IsFramework(method))
            {
                return new CallSite(method, frame.GetILOffset());
            }
        }
        return default;
    }

    /// <summary>The file, with its path, and the line; null and 0 without debug information.</summary>
    public (string? File, int Line) Source()
    {
        string? path = Caller?.Module.Assembly.Location;
        if (string.IsNullOrEmpty(path) || !File.Exists(path))
        {
            return default;
        }
        using PEReader image = new(File.OpenRead(path));
        if (!image.TryOpenAssociatedPortablePdb(path, OpenIfThere, out MetadataReaderProvider? provider, out _))
        {
            return default;
        }
        using (provider)
        {
            return Look(provider!.GetMetadataReader());
        }
    }

    /// <summary>Namespace, type and method, those of a lambda being its author's; null when there is no caller.</summary>
    public string? Method()
    {
        if (Caller is null)
        {
            return null;
        }
        Type? type = Caller.DeclaringType;
        string name = AuthorsName(Caller.Name) ?? Caller.Name;
        while (type is { DeclaringType: not null } && type.Name.StartsWith('<'))
        {
            // The body of an async method or an iterator is MoveNext of a type called after it.
            name = AuthorsName(type.Name) ?? name;
            type = type.DeclaringType;
        }
        return type is null ? name : $"{type.FullName?.Replace('+', '.')}.{name}";
    }

    /// <summary><c>File.cs:12</c>, or <c>in Namespace.Type.Method</c> without debug information; empty when there is no caller.</summary>
    public override string ToString()
    {
        (string? file, int line) = Source();
        return file is not null ? $"{Path.GetFileName(file)}:{line}" : Caller is not null ? $"in {Method()}" : "";
    }

    private static FileStream? OpenIfThere(string path) => File.Exists(path) ? File.OpenRead(path) : null;

    /// <summary>What lambdas, local functions, async methods and iterators carry between angle brackets: the method that they were written in.</summary>
    private static string? AuthorsName(string name)
    {
        int open = name.IndexOf('<', StringComparison.Ordinal);
        int close = name.IndexOf('>', StringComparison.Ordinal);
        return open >= 0 && close > open + 1 ? name[(open + 1)..close].TrimStart('<') : null;
    }

    // A frame of the framework between ours and the caller's belongs to a callback (LINQ, a sort), not to the caller.
    private static bool IsFramework(MethodBase method) =>
        method.Module.ScopeName.StartsWith("System.", StringComparison.Ordinal);

    private (string? File, int Line) Look(MetadataReader symbols)
    {
        EntityHandle handle = MetadataTokens.EntityHandle(Caller!.MetadataToken);
        if (handle.Kind != HandleKind.MethodDefinition)
        {
            return default;
        }
        MethodDebugInformation information = symbols.GetMethodDebugInformation((MethodDefinitionHandle)handle);
        SequencePoint found = default;
        foreach (SequencePoint point in information.GetSequencePoints())
        {
            if (!point.IsHidden && (point.Offset <= Offset || found.Document.IsNil))
            {
                found = point;
            }
        }
        return found.Document.IsNil
            ? default
            : (symbols.GetString(symbols.GetDocument(found.Document).Name), found.StartLine);
    }
}
