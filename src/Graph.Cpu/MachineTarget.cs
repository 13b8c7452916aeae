using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;
using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Cpu;

/// <summary>The machine that this process runs on.</summary>
public static class MachineTarget
{
    private const string CacheFolder = "/sys/devices/system/cpu/cpu0/cache";

    /// <summary>The widest vectors that the processor has.</summary>
    public static LaneWidth Width =>
        Vector512.IsHardwareAccelerated ? LaneWidth.Lane512
        : Vector256.IsHardwareAccelerated ? LaneWidth.Lane256
        : Vector128.IsHardwareAccelerated ? LaneWidth.Lane128
        : LaneWidth.ScalarLane;

    /// <summary>
    /// What a schedule may know of it; sizes of caches that the system does not tell are those of <see cref="Target.Common"/>.
    /// </summary>
    public static Target Detect() => new(
        VectorBits: 32 * RegisterTile.PointsOf(Width),
        VectorRegisters: Avx512F.VL.IsSupported || AdvSimd.IsSupported ? 32 : 16,
        L1Bytes: CacheBytes(1) ?? Target.Common.L1Bytes,
        L2Bytes: CacheBytes(2) ?? Target.Common.L2Bytes,
        L3Bytes: CacheBytes(3) ?? Target.Common.L3Bytes);

    /// <summary>The size of the data cache of a level, as Linux tells it.</summary>
    private static long? CacheBytes(int level)
    {
        if (!RuntimeInformation.IsOSPlatform(OSPlatform.Linux) || !Directory.Exists(CacheFolder))
        {
            return null;
        }
        string number = level.ToString(CultureInfo.InvariantCulture);
        return Directory.EnumerateDirectories(CacheFolder, "index*")
            .Where(folder => Read(folder, "level") == number && Read(folder, "type") is "Data" or "Unified")
            .Select(folder => ParseSize(Read(folder, "size")))
            .FirstOrDefault();
    }

    private static string? Read(string folder, string name)
    {
        string path = Path.Combine(folder, name);
        return File.Exists(path) ? File.ReadAllText(path).Trim() : null;
    }

    /// <summary>Reads sizes such as <c>32K</c>; null where it is none.</summary>
    internal static long? ParseSize(string? text)
    {
        long unit = text?[^1..] switch
        {
            "K" => 1 << 10,
            "M" => 1 << 20,
            "G" => 1 << 30,
            _ => 1,
        };
        bool isSize = long.TryParse(text?.TrimEnd('K', 'M', 'G'), NumberStyles.None, CultureInfo.InvariantCulture, out long count)
            && count > 0;
        return isSize ? count * unit : null;
    }
}
