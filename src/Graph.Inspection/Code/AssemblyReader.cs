using System.Diagnostics.CodeAnalysis;
using System.Reflection.Metadata;
using System.Runtime.InteropServices;
using ICSharpCode.Decompiler;
using ICSharpCode.Decompiler.CSharp;
using ICSharpCode.Decompiler.Disassembler;
using ICSharpCode.Decompiler.Metadata;

namespace Graph.Inspection;

/// <summary>Reads the methods of an assembly back from its bytes.</summary>
[SuppressMessage("Design", "CA1001", Justification = "The file lies in managed memory: there is nothing to release.")]
internal sealed class AssemblyReader
{
    private readonly PEFile file;
    private readonly Lazy<CSharpDecompiler> decompiler;

    /// <summary>Opens an assembly.</summary>
    /// <param name="image">Its bytes.</param>
    public AssemblyReader(ImmutableArray<byte> image)
    {
        file = new PEFile("Graph.Generated", new MemoryStream([.. image]));
        DecompilerSettings settings = new(LanguageVersion.Latest) { ThrowOnAssemblyResolveErrors = false };
        decompiler = new Lazy<CSharpDecompiler>(() => new CSharpDecompiler(file, new RuntimeFolder(), settings));
    }

    /// <summary>A method as IL.</summary>
    /// <exception cref="GraphException">There is no such method.</exception>
    public string Il(string method)
    {
        PlainTextOutput text = new();
        new ReflectionDisassembler(text, CancellationToken.None).DisassembleMethod(file, Find(method));
        return text.ToString().ReplaceLineEndings("\n").TrimEnd('\n') + "\n";
    }

    /// <summary>A method as C#.</summary>
    /// <exception cref="GraphException">There is no such method.</exception>
    public string CSharp(string method) => decompiler.Value.DecompileAsString(Find(method)).ReplaceLineEndings("\n").TrimEnd('\n') + "\n";

    private MethodDefinitionHandle Find(string name)
    {
        foreach (MethodDefinitionHandle method in file.Metadata.MethodDefinitions)
        {
            if (file.Metadata.GetString(file.Metadata.GetMethodDefinition(method).Name) == name)
            {
                return method;
            }
        }
        throw new GraphException($"the generated code has no method '{name}'");
    }

    /// <summary>Finds the libraries that generated code calls: those of the runtime that this process runs on.</summary>
    private sealed class RuntimeFolder : IAssemblyResolver
    {
        public MetadataFile? Resolve(IAssemblyReference reference) => Open(reference.Name + ".dll");

        public MetadataFile? ResolveModule(MetadataFile mainModule, string moduleName) => Open(moduleName);

        public Task<MetadataFile?> ResolveAsync(IAssemblyReference reference) => Task.FromResult(Resolve(reference));

        public Task<MetadataFile?> ResolveModuleAsync(MetadataFile mainModule, string moduleName) =>
            Task.FromResult(ResolveModule(mainModule, moduleName));

        public IDisposable? BeginSnapshot() => null;

        private static PEFile? Open(string name)
        {
            string path = Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), name);
            return File.Exists(path) ? new PEFile(path) : null;
        }
    }
}
