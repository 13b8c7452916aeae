using Graph.Ilgpu;
using static Graph.Ops;

namespace Graph.Tests.Ilgpu;

/// <summary>What is copied between the process and a device, and when.</summary>
public sealed class TransferTests
{
    private static readonly Expr x = Input("x", [4]), w = Parameter("w", [4]), v = State("v", [4]);

    [Fact]
    public void State_and_results_stay_on_the_device_until_they_are_read()
    {
        IlgpuBackend backend = new(DeviceKind.Simulator);
        Expr velocity = (0.5 * v) + (w - x);
        TrainStep step = CompileStep([x], [w, v], [w - (0.1 * velocity), velocity], [Sum(Square(w - x))], new CompileOptions { Backend = Backend.Of(backend) });
        TrainState state = new(("w", Tensor.Zeros([4])), ("v", Tensor.Zeros([4])));
        Tensor input = new float[] { 1, 2, 3, 4 }, loss = Tensor.Empty([]);
        state = step.Run(state, [input], [loss]);
        TransferReport before = backend.Transfers;
        for (int turn = 0; turn < 20; turn++)
        {
            state = step.Run(state, [input], [loss]);
        }
        Assert.Equal(before, backend.Transfers);
        Assert.InRange(loss.ToScalar<float>(), 0f, 30f);
        Assert.Equal(before.Downloads + 1, backend.Transfers.Downloads);
        _ = loss.ToScalar<float>();
        Assert.Equal(before.Downloads + 1, backend.Transfers.Downloads);
        Assert.NotEqual(0f, state["w"].At<float>(0));
        Assert.Equal((before.Uploads, before.Downloads + 2), (backend.Transfers.Uploads, backend.Transfers.Downloads));
    }

    [Fact]
    public void An_input_is_copied_once_and_again_when_it_was_written()
    {
        IlgpuBackend backend = new(DeviceKind.Simulator);
        Executable twice = Compile([x], [x * 2], new CompileOptions { Backend = Backend.Of(backend) });
        Tensor input = Tensor.Empty([4]);
        input.CopyFrom<float>([1, 2, 3, 4]);
        Assert.Equal([2f, 4, 6, 8], twice.Run(input)[0].ToArray<float>());
        Assert.Equal([2f, 4, 6, 8], twice.Run(input)[0].ToArray<float>());
        Assert.Equal(1, backend.Transfers.Uploads);
        input.CopyFrom<float>([5, 6, 7, 8]);
        Assert.Equal([10f, 12, 14, 16], twice.Run(input)[0].ToArray<float>());
        Assert.Equal(2, backend.Transfers.Uploads);
    }

    [Fact]
    public void A_tensor_goes_from_one_device_to_another_and_to_the_processor()
    {
        IlgpuBackend first = new(DeviceKind.Simulator), second = new(DeviceKind.Simulator);
        Tensor value = new float[] { 1, 2, 3, 4 };
        foreach (Backend backend in new[] { Backend.Of(first), Backend.Of(second), Backend.Cpu, Backend.Of(first), Backend.Reference })
        {
            value = Compile([x], [x + 1], new CompileOptions { Backend = backend }).Run(value)[0];
        }
        Assert.Equal([6f, 7, 8, 9], value.ToArray<float>());
    }

    [Fact]
    public void Dropped_programs_and_tensors_give_their_memory_back()
    {
        IlgpuBackend backend = new(DeviceKind.Simulator);
        long held = 0;
        for (int turn = 0; turn < 40; turn++)
        {
            RunOnce(backend);
            GC.Collect();
            GC.WaitForPendingFinalizers();
            held = turn == 10 ? backend.HeldBytes : held;
        }
        Assert.InRange(backend.HeldBytes, 1, held);
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static void RunOnce(IlgpuBackend backend)
    {
        Expr large = Input("large", [1000]);
        Tensor result = Compile([large], [Exp(large)], new CompileOptions { Backend = Backend.Of(backend) }).Run(Tensor.Zeros([1000]))[0];
        Assert.Equal(1f, result.At<float>(999));
    }
}
