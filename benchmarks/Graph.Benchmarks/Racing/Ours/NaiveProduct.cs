using Graph.Benchmarks.Contest;
using Graph.Ilgpu;
using ILGPU;
using ILGPU.Runtime;

namespace Graph.Benchmarks.Racing;

/// <summary>A product of matrices as a first attempt with ILGPU writes it: a thread for each element, which reads all its terms.</summary>
public static class NaiveProduct
{
    private const int UsualGroup = 64;

    /// <summary>Makes the inputs, which stay on the device.</summary>
    /// <param name="workload">A product.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="AbsentException">It is no product, or no device.</exception>
    public static Contender Prepare(Case workload, DeviceAddress? device)
    {
        if (workload is not ProductCase product || device is null)
        {
            throw new AbsentException("the naive kernel computes products, on devices");
        }
        Context context = DeviceList.CreateContext(device.Kind);
        Accelerator accelerator = DeviceList.Open(context, device.Kind, device.Index);
        Kernel kernel = DeviceList.Load(context, accelerator, typeof(NaiveKernel).GetMethod(nameof(NaiveKernel.Multiply))!);
        var launch = kernel
            .CreateLauncherDelegate<Action<AcceleratorStream, KernelConfig, ArrayView<float>, ArrayView<float>, ArrayView<float>, int, int>>();
        MemoryBuffer1D<float, Stride1D.Dense> left = accelerator.Allocate1D(product.Left()), right = accelerator.Allocate1D(product.Right());
        MemoryBuffer1D<float, Stride1D.Dense> result = accelerator.Allocate1D<float>((long)product.Rows * product.Columns);
        int group = Math.Min(UsualGroup, accelerator.MaxNumThreadsPerGroup);
        KernelConfig config = new((int)((result.Length + group - 1) / group), group);
        return new Contender($"ILGPU {typeof(Context).Assembly.GetName().Version} on {accelerator.Name}", [new Entry("naive kernel", Run, Result)]);

        void Run()
        {
            launch(accelerator.DefaultStream, config, left.View, right.View, result.View, product.Inner, product.Columns);
            accelerator.Synchronize();
        }

        float[] Result()
        {
            Run();
            return result.GetAsArray1D();
        }
    }
}

/// <summary>What runs on the device.</summary>
public static class NaiveKernel
{
    /// <summary>Computes an element of the product.</summary>
    /// <param name="left">The left matrix, row by row.</param>
    /// <param name="right">The right matrix, row by row.</param>
    /// <param name="product">The product, row by row.</param>
    /// <param name="inner">Columns of the left one and rows of the right one.</param>
    /// <param name="columns">Columns of the right one.</param>
    public static void Multiply(ArrayView<float> left, ArrayView<float> right, ArrayView<float> product, int inner, int columns)
    {
        int place = (ILGPU.Grid.IdxX * ILGPU.Group.DimX) + ILGPU.Group.IdxX;
        if (place >= product.IntLength)
        {
            return;
        }
        int row = place / columns, column = place % columns;
        float sum = 0;
        for (int term = 0; term < inner; term++)
        {
            sum += left[(row * inner) + term] * right[(term * columns) + column];
        }
        product[place] = sum;
    }
}
