using System.Globalization;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.Loader;
using Graph.Lowering;
using ILGPU;
using ILGPU.Runtime;

namespace Graph.Ilgpu;

/// <summary>Launches a kernel of ILGPU's on operands that a table has.</summary>
/// <param name="launcher">ILGPU's own launcher, of the delegate type that was made for the kernel.</param>
/// <param name="stream">The stream.</param>
/// <param name="config">Groups and threads.</param>
/// <param name="table">Memory of a run.</param>
/// <param name="slots">The place of each parameter in the table.</param>
internal delegate void LaunchStub(Delegate launcher, AcceleratorStream stream, KernelConfig config, ArrayView<byte>[] table, int[] slots);

/// <summary>A launch as a method that ILGPU can compile.</summary>
/// <param name="Launch">What it was made from.</param>
/// <param name="Method">Takes a view for each parameter.</param>
/// <param name="LauncherType">The delegate type of ILGPU's launcher.</param>
/// <param name="Stub">Calls the launcher.</param>
internal sealed record LaunchMethod(Launch Launch, MethodInfo Method, Type LauncherType, LaunchStub Stub);

/// <summary>A kernel as methods.</summary>
/// <param name="Launches">What is launched, one after the other.</param>
/// <param name="Scratch">The memory it needs.</param>
internal sealed record KernelMethods(ImmutableArray<LaunchMethod> Launches, ImmutableArray<ScratchOperand> Scratch);

/// <summary>Kernels as methods that ILGPU can compile: one assembly, loaded into a context of its own.</summary>
internal static class DeviceAssembly
{
    private const string Name = "Graph.Generated.Device";

    /// <summary>Makes methods of kernels.</summary>
    /// <param name="kernels">The kernels.</param>
    /// <param name="mostThreads">The most threads that a group may have.</param>
    public static ImmutableArray<KernelMethods> Emit(IReadOnlyList<ScheduledKernel> kernels, int mostThreads)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName(Name), typeof(object).Assembly);
        ModuleBuilder module = assembly.DefineDynamicModule(Name);
        ImmutableArray<(ImmutableArray<Launch> Launches, ImmutableArray<ScratchOperand> Scratch)> planned =
            [.. kernels.Select(kernel => LaunchPlanner.Plan(kernel, mostThreads))];
        for (int kernel = 0; kernel < planned.Length; kernel++)
        {
            for (int place = 0; place < planned[kernel].Launches.Length; place++)
            {
                Write(module, NameOf(kernel, place), planned[kernel].Launches[place], planned[kernel].Scratch);
            }
        }
        using MemoryStream stream = new();
        assembly.Save(stream);
        stream.Position = 0;
        Assembly loaded = new AssemblyLoadContext(Name, isCollectible: true).LoadFromStream(stream);
        return [.. planned.Select((one, kernel) => new KernelMethods(
            [.. one.Launches.Select((launch, place) => Find(loaded, NameOf(kernel, place), launch))], one.Scratch))];
    }

    private static string NameOf(int kernel, int launch) => string.Create(CultureInfo.InvariantCulture, $"k{kernel}_{launch}");

    private static void Write(ModuleBuilder module, string name, Launch launch, ImmutableArray<ScratchOperand> scratch)
    {
        ImmutableArray<ElementType> elements =
            [.. launch.Kernel.Operands.Select(operand => operand.Type.Element), .. launch.Behind.Select(own => scratch[own].Element)];
        Type[] views = [.. elements.Select(element => ThreadCode.ViewOf(ThreadCode.StoredType(element)))];
        TypeBuilder launcher = DefineDelegate(module, name + "_launcher", [typeof(AcceleratorStream), typeof(KernelConfig), .. views]);
        TypeBuilder type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);
        MethodBuilder method = type.DefineMethod("Run", MethodAttributes.Public | MethodAttributes.Static, typeof(void), views);
        if (launch.Tile is null)
        {
            KernelWriter.Write(method.GetILGenerator(), launch, elements);
        }
        else
        {
            TileWriter.Write(method.GetILGenerator(), launch, elements);
        }
        WriteStub(type, launcher, views);
        type.CreateType();
    }

    private static TypeBuilder DefineDelegate(ModuleBuilder module, string name, Type[] parameters)
    {
        TypeBuilder type = module.DefineType(name, TypeAttributes.Public | TypeAttributes.Sealed, typeof(MulticastDelegate));
        type.DefineConstructor(
                MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.RTSpecialName, CallingConventions.Standard,
                [typeof(object), typeof(nint)])
            .SetImplementationFlags(MethodImplAttributes.Runtime | MethodImplAttributes.Managed);
        type.DefineMethod(
                "Invoke", MethodAttributes.Public | MethodAttributes.HideBySig | MethodAttributes.NewSlot | MethodAttributes.Virtual,
                typeof(void), parameters)
            .SetImplementationFlags(MethodImplAttributes.Runtime | MethodImplAttributes.Managed);
        type.CreateType();
        return type;
    }

    private static void WriteStub(TypeBuilder type, TypeBuilder launcher, Type[] views)
    {
        MethodBuilder stub = type.DefineMethod(
            "Launch", MethodAttributes.Public | MethodAttributes.Static, typeof(void),
            [typeof(Delegate), typeof(AcceleratorStream), typeof(KernelConfig), typeof(ArrayView<byte>[]), typeof(int[])]);
        ILGenerator il = stub.GetILGenerator();
        MethodInfo cast = typeof(ArrayView<byte>).GetMethod(nameof(ArrayView<byte>.Cast))!;
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Castclass, launcher);
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Ldarg_2);
        for (int place = 0; place < views.Length; place++)
        {
            il.Emit(OpCodes.Ldarg_3);
            il.Emit(OpCodes.Ldarg_S, (byte)4);
            il.Emit(OpCodes.Ldc_I4, place);
            il.Emit(OpCodes.Ldelem_I4);
            il.Emit(OpCodes.Ldelema, typeof(ArrayView<byte>));
            il.Emit(OpCodes.Call, cast.MakeGenericMethod(views[place].GetGenericArguments()[0]));
        }
        il.Emit(OpCodes.Callvirt, launcher.GetMethod("Invoke")!);
        il.Emit(OpCodes.Ret);
    }

    private static LaunchMethod Find(Assembly loaded, string name, Launch launch)
    {
        Type type = loaded.GetType(name, throwOnError: true)!;
        return new LaunchMethod(
            launch,
            type.GetMethod("Run")!,
            loaded.GetType(name + "_launcher", throwOnError: true)!,
            type.GetMethod("Launch")!.CreateDelegate<LaunchStub>());
    }
}
