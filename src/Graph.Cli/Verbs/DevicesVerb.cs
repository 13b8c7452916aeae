using System.CommandLine;
using System.Globalization;
using Graph.Cpu;
using Graph.Ilgpu;
using Spectre.Console;

namespace Graph.Cli.Verbs;

/// <summary><c>graph devices</c>.</summary>
internal static class DevicesVerb
{
    public static Command Create()
    {
        Command command = new("devices", "Lists what can run a model; for what cannot, says why and what to install.");
        command.SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.Write(Table());
            return ExitCode.Success;
        });
        return command;
    }

    private static string Table()
    {
        Grid grid = new Grid().AddColumns(3);
        grid.AddRow("cpu", $"{Environment.ProcessorCount} processors, {MachineTarget.Detect().VectorBits}-bit vectors", Memory(
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
        grid.AddRow("reference", "the interpreter that says what every operator means", "");
        foreach (DeviceKind kind in DeviceKinds.All)
        {
            ImmutableArray<DeviceReport> devices = DeviceList.Of(kind);
            foreach (DeviceReport device in devices)
            {
                string name = kind == DeviceKind.Simulator ? "ILGPU's simulator, for tests" : device.Name;
                grid.AddRow(device.Option, Markup.Escape(name), Memory(device.MemoryBytes));
            }
            if (devices.IsEmpty)
            {
                grid.AddRow(kind.Mnemonic(), Markup.Escape("none: " + DeviceList.WhyNone(kind)), "");
            }
        }
        using StringWriter text = new();
        PlainText.Write(grid, text);
        return string.Join('\n', text.ToString().ReplaceLineEndings("\n").Split('\n').Select(line => line.TrimEnd()));
    }

    private static string Memory(long byteCount) => (byteCount / (double)(1L << 30)).ToString("0.0 GiB", CultureInfo.InvariantCulture);
}
