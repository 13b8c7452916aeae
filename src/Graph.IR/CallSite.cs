using System.Collections.Frozen;
using System.Diagnostics;
using System.Reflection;

namespace Graph;

/// <summary>Finds the caller's line: the innermost stack frame outside the libraries of Graph.</summary>
internal static class CallSite
{
    private const int DeepestFrame = 64;

    private static readonly FrozenSet<string> ours = FrozenSet.Create(
        StringComparer.Ordinal,
        "Graph.dll", "Graph.IR.dll", "Graph.Reference.dll", "Graph.Transforms.dll", "Graph.Lowering.dll", "Graph.Codegen.dll",
        "Graph.Cpu.dll", "Graph.Ilgpu.dll", "Graph.Learning.dll", "Graph.Datasets.dll", "Graph.Figures.dll", "Graph.Inspection.dll");

    /// <summary><c>File.cs:12</c>, or <c>in Namespace.Type.Method</c> without debug information, or null when the whole stack is ours.</summary>
    public static string? Find()
    {
        (string? file, int line, string? method) = Locate();
        if (file is not null)
        {
            return $"{Path.GetFileName(file)}:{line}";
        }
        return method is null ? null : $"in {method}";
    }

    /// <summary>The file (with its path), line and method of the caller, each as far as it is known.</summary>
    public static (string? File, int Line, string? Method) Locate()
    {
        for (int depth = 1; depth < DeepestFrame; depth++)
        {
            MethodBase? method = new StackFrame(depth, needFileInfo: false).GetMethod();
            if (method is null)
            {
                return default;
            }
            if (ours.Contains(method.Module.Name) || IsFramework(method))
            {
                continue;
            }
            StackFrame frame = new(depth, needFileInfo: true);
            return (frame.GetFileName(), frame.GetFileLineNumber(), Describe(method));
        }
        return default;
    }

    // A frame of the framework between ours and the caller's belongs to a callback (LINQ, a sort), not to the caller.
    private static bool IsFramework(MethodBase method) =>
        method.Module.Name.StartsWith("System.", StringComparison.Ordinal);

    private static string Describe(MethodBase method)
    {
        Type? type = method.DeclaringType;
        string name = method.Name;
        // Lambdas, local functions and iterators carry their author's method between angle brackets.
        int open = name.IndexOf('<', StringComparison.Ordinal);
        int close = name.IndexOf('>', StringComparison.Ordinal);
        if (open >= 0 && close > open + 1)
        {
            name = name[(open + 1)..close];
        }
        while (type is { DeclaringType: not null } && type.Name.StartsWith('<'))
        {
            type = type.DeclaringType;
        }
        return type is null ? name : $"{type.FullName}.{name}";
    }
}
