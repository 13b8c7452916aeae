using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Graph.Tests.Documentation;

/// <summary>Compiles and runs C# blocks with nothing but their own usings and those that a new console project has.</summary>
internal static class CSharpBlocks
{
    private const string ImplicitUsings =
        "global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; " +
        "global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;";

    private static readonly ImmutableArray<MetadataReference> references =
    [
        .. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
            .Split(Path.PathSeparator)
            .Select(path => MetadataReference.CreateFromFile(path)),
    ];

    /// <summary>Compiles a block; its warnings do not count.</summary>
    /// <returns>The assembly, or the errors.</returns>
    public static (Assembly? Assembly, string Errors) Compile(Block block)
    {
        CSharpParseOptions options = new(LanguageVersion.CSharp14);
        SyntaxTree tree = CSharpSyntaxTree.ParseText(block.Text, options, path: block.ToString());
        bool isProgram = tree.GetRoot().DescendantNodes().OfType<GlobalStatementSyntax>().Any();
        CSharpCompilation compilation = CSharpCompilation.Create(
            $"Block_{Path.GetFileNameWithoutExtension(block.Page)}_{block.Line}",
            [CSharpSyntaxTree.ParseText(ImplicitUsings, options), tree],
            references,
            new CSharpCompilationOptions(
                isProgram ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary, nullableContextOptions: NullableContextOptions.Enable));
        using MemoryStream image = new();
        Microsoft.CodeAnalysis.Emit.EmitResult result = compilation.Emit(image);
        image.Position = 0;
        return result.Success
            ? (AssemblyLoadContext.Default.LoadFromStream(image), "")
            : (null, string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)));
    }

    /// <summary>Runs a program and returns what it wrote to the console; of a library, runs its facts.</summary>
    public static string Run(Assembly assembly)
    {
        TextWriter console = Console.Out;
        using StringWriter written = new();
        Console.SetOut(written);
        try
        {
            if (assembly.EntryPoint is { } main)
            {
                main.Invoke(null, main.GetParameters().Length == 0 ? [] : [Array.Empty<string>()]);
            }
            else
            {
                RunFacts(assembly);
            }
        }
        finally
        {
            Console.SetOut(console);
        }
        return written.ToString();
    }

    private static void RunFacts(Assembly assembly)
    {
        foreach (MethodInfo method in assembly.GetTypes().SelectMany(type => type.GetMethods()))
        {
            if (method.GetCustomAttribute<FactAttribute>() is not null)
            {
                method.Invoke(Activator.CreateInstance(method.DeclaringType!), []);
            }
        }
    }
}
