using Graph.Ilgpu;

namespace Graph.Tests.Ilgpu;

/// <summary>What only the first question for devices in a process can get wrong, when the drivers are loaded.</summary>
public sealed class FirstDevices
{
    [Fact]
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
        Assert.Single(counts.Append(DeviceList.Of(DeviceKind.OpenCL).Length).Distinct());
    }
}
