using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// The kernels of one compilation as machine code: one assembly, loaded into a context of its own that goes when the last delegate does.
/// Immutable, and safe to use from several threads.
/// </summary>
public sealed class CodeAssembly
{
    private const string TypeName = "Kernels";

    private static readonly Type[] parameters = [typeof(byte**), typeof(byte*), typeof(byte*), typeof(long), typeof(long)];

    private CodeAssembly(ImmutableArray<byte> image, ImmutableArray<KernelCode> kernels) => (Image, Kernels) = (image, kernels);

    /// <summary>
    /// The bytes of the assembly, for those who want to look inside: a static class of static methods <c>k0</c>, <c>k0_end</c>, <c>k1</c>,
    /// ….
    /// </summary>
    public ImmutableArray<byte> Image { get; }

    /// <summary>The kernels, in the order they were given; equal ones share their methods.</summary>
    public ImmutableArray<KernelCode> Kernels { get; }

    /// <summary>Makes code of kernels.</summary>
    /// <param name="kernels">The kernels; each keeps the rules of <see cref="KernelVerifier"/>.</param>
    /// <param name="width">How wide vectors are; no bit of any result depends on it.</param>
    public static CodeAssembly Emit(IReadOnlyList<ScheduledKernel> kernels, LaneWidth width)
    {
        ArgumentNullException.ThrowIfNull(kernels);
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Graph.Generated"), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule("Graph.Generated");
        TypeBuilder type = module.DefineType(TypeName, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        Dictionary<ScheduledKernel, (KernelEmitter Emitter, string Name)> written = [];
        foreach (ScheduledKernel kernel in kernels)
        {
            if (!written.ContainsKey(kernel))
            {
                string name = string.Create(CultureInfo.InvariantCulture, $"k{written.Count}");
                written.Add(kernel, (Write(type, name, kernel, width), name));
            }
        }
        type.CreateType();
        using MemoryStream stream = new();
        assembly.Save(stream);
        stream.Position = 0;
        AssemblyLoadContext context = new("Graph.Generated", isCollectible: true);
        Type loaded = context.LoadFromStream(stream).GetType(TypeName, throwOnError: true)!;
        Dictionary<ScheduledKernel, KernelCode> codes =
            written.ToDictionary(pair => pair.Key, pair => CodeOf(pair.Key, pair.Value.Emitter, loaded, pair.Value.Name));
        return new CodeAssembly([.. stream.ToArray()], [.. kernels.Select(kernel => codes[kernel])]);
    }

    private static string EndOf(string name) => name + "_end";

    private static KernelEmitter Write(TypeBuilder type, string name, ScheduledKernel kernel, LaneWidth width)
    {
        KernelEmitter emitter = new(kernel with { Kernel = FunctionExpansion.Expand(kernel.Kernel) }, width);
        emitter.WritePoints(Method(type, name));
        if (emitter.HasEnd)
        {
            emitter.WriteEnd(Method(type, EndOf(name)));
        }
        return emitter;
    }

    private static ILGenerator Method(TypeBuilder type, string name)
    {
        MethodBuilder method = type.DefineMethod(name, MethodAttributes.Public | MethodAttributes.Static, typeof(void), parameters);
        method.InitLocals = false;
        return method.GetILGenerator();
    }

    private static KernelCode CodeOf(ScheduledKernel source, KernelEmitter emitter, Type type, string name)
    {
        KernelPhase points = new(type.GetMethod(name)!.CreateDelegate<KernelMethod>(), emitter.Chunks);
        ImmutableArray<KernelPhase> phases = emitter.HasEnd
            ? [points, new(type.GetMethod(EndOf(name))!.CreateDelegate<KernelMethod>(), 1)]
            : [points];
        return new KernelCode(source, phases, emitter.SharedBytes, emitter.WorkerBytes);
    }
}
