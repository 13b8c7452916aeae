using Graph.Ilgpu;

namespace Graph.Tests.Ilgpu;

/// <summary>What only the first question for devices in a process can get wrong, when the drivers are loaded.</summary>
public sealed class FirstDevices
{
    [SkippableFact]
    public void Threads_that_ask_at_once_are_told_the_same()
    {
        int[] counts = new int[4];
        using Barrier barrier = new(counts.Length);
        Thread[] threads =
        [
            .. Enumerable.Range(0, counts.Length).Select(place => new Thread(() =>
            {
                barrier.SignalAndWait();
                counts[place] = DeviceList.Of(DeviceKind.OpenCL).Length;
            })),
        ];
        Array.ForEach(threads, thread => thread.Start());
        Array.ForEach(threads, thread => thread.Join());
        int afterwards = DeviceList.Of(DeviceKind.OpenCL).Length;
        Skip.If(afterwards == 0, DeviceList.WhyNone(DeviceKind.OpenCL));
        Assert.All(counts, count => Assert.Equal(afterwards, count));
    }
}
