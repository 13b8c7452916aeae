using System.Reflection;
using Graph.Ilgpu;
using Graph.Lowering;
using ILGPU;
using static Graph.Ops;

namespace Graph.Tests.Ilgpu;

/// <summary>What users are told of devices.</summary>
public sealed class DeviceErrorTests
{
    [Fact]
    public void A_missing_device_is_one_sentence_that_says_what_to_install()
    {
        ImmutableArray<DeviceReport> devices = DeviceList.Of(DeviceKind.Cuda);
        DeviceException missing = Assert.Throws<DeviceException>(() => new IlgpuBackend(DeviceKind.Cuda, devices.Length));
        Assert.Equal(
            devices.IsEmpty
                ? $"there is no cuda device: {DeviceList.WhyNone(DeviceKind.Cuda)}"
                : $"there is no device cuda:{devices.Length}, only {devices.Length} of that kind; graph devices lists them",
            missing.Sentence);
        Assert.Contains("apt-get install", DeviceList.WhyNone(DeviceKind.OpenCL), StringComparison.Ordinal);
        Assert.Throws<DeviceException>(() => new IlgpuBackend(DeviceKind.Simulator, -1));
    }

    [SkippableFact]
    public void Threads_that_are_first_to_ask_for_devices_are_told_the_same()
    {
        Accelerators.RequireOpenCL();
        ChildProcess.RunTests(new Dictionary<string, string>(), typeof(FirstDevices));
    }

    [SkippableFact]
    public void What_does_not_fit_is_told_with_what_it_was_for()
    {
        Accelerators.RequireOpenCL();
        long memory = DeviceList.Of(DeviceKind.OpenCL)[0].MemoryBytes;
        IlgpuBackend backend = new(DeviceKind.OpenCL);
        Expr x = Input("x", []);
        long count = memory / sizeof(float);
        // Never touched in the process's own memory.
        IProgram program = backend.Compile(Planner.Plan(Computation.Create("large", [x], [BroadcastTo(x, [count])]), backend.Target));
        Buffer result = backend.Allocate((nint)(count * sizeof(float)));
        DeviceException full = Assert.Throws<DeviceException>(() =>
            program.Run([Literal.Scalar(1f).Buffer], [result]));
        Assert.Contains("has no memory left for the result %broadcast of @large", full.Sentence, StringComparison.Ordinal);
        Assert.Matches(@"[0-9.]+ MiB needed, [0-9.]+ MiB of [0-9.]+ MiB in use", full.Sentence);
        // The device goes on.
        Assert.Equal([2f], Compile([x], [x + 1], new CompileOptions { Backend = Backend.Of(backend) }).Run(1f)[0].ToArray<float>());
    }

    [Fact]
    public void What_does_not_compile_is_told_with_its_kernel_and_spoils_nothing()
    {
        MethodInfo refused = typeof(RefusedKernel).GetMethod(nameof(RefusedKernel.Run))!;
        int compilations = 0;
        IlgpuBackend backend = new(DeviceKind.Simulator, 0, (kernels, threads) =>
        {
            ImmutableArray<KernelMethods> methods = DeviceAssembly.Emit(kernels, threads);
            return compilations++ > 0
                ? methods
                : [.. methods.Select(kernel => kernel with { Launches = [.. kernel.Launches.Select(launch => launch with { Method = refused })] })];
        });
        Expr x = Input("x", [4]);
        ExecutionPlan plan = Planner.Plan(Computation.Create("broken", [x], [Exp(x)]), backend.Target);
        DeviceException failure = Assert.Throws<DeviceException>(() => backend.Compile(plan));
        Assert.StartsWith("the kernel @k0 of @broken, which computes exp, was not compiled for CPUAccelerator: ", failure.Sentence, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', failure.Sentence);
        // The context that the failure has poisoned compiles again.
        Assert.Equal([1f, 1, 1, 1], Accelerators.Run(backend, backend.Compile(plan), [Tensor.Zeros([4]).Literal])[0].ToArray<float>());
    }
}

/// <summary>A method that no device can run.</summary>
public static class RefusedKernel
{
    /// <summary>No device has a console.</summary>
    public static void Run(ArrayView<float> x, ArrayView<float> y) => y[0] = Console.ReadLine()!.Length;
}
