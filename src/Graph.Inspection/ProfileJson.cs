using System.Text;
using System.Text.Json;

namespace Graph.Inspection;

/// <summary>Profiles as JSON.</summary>
public static class ProfileJson
{
    /// <summary>
    /// One JSON object: <c>name</c>, <c>threads</c>, <c>width</c>, <c>runs</c>, <c>seconds</c>, <c>shareNearLimit</c>, <c>nearLimit</c>
    /// (from which share on), <c>limits</c> (<c>flops</c>, and <c>copies</c> by where memory lies), and <c>kernels</c>, each with
    /// <c>kernel</c>, <c>fuses</c>, <c>runs</c>, <c>seconds</c>, <c>flops</c> and <c>bytesPerSecond</c>, <c>limit</c> and
    /// <c>shareOfLimit</c>.
    /// </summary>
    public static string Print(Profile profile)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream, StepDump.JsonOptions))
        {
            json.WriteStartObject();
            json.WriteString("name", profile.Name);
            json.WriteNumber("threads", profile.Limits.Threads);
            json.WriteNumber("width", profile.Width);
            json.WriteNumber("runs", profile.Runs);
            json.WriteNumber("seconds", profile.Seconds);
            json.WriteNumber("shareNearLimit", profile.ShareNearLimit);
            json.WriteNumber("nearLimit", Profile.NearLimit);
            WriteLimits(json, profile);
            json.WriteStartArray("kernels");
            foreach (ProfiledStep step in profile.Steps)
            {
                Write(json, step);
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void WriteLimits(Utf8JsonWriter json, Profile profile)
    {
        json.WriteStartObject("limits");
        json.WriteNumber("flops", profile.Limits.OperationsPerSecond);
        json.WriteStartObject("copies");
        foreach (Cpu.CopyLimit copy in profile.Limits.Copies)
        {
            json.WriteNumber(copy.Name, copy.BytesPerSecond);
        }
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, ProfiledStep step)
    {
        json.WriteStartObject();
        json.WriteString("kernel", step.Name);
        json.WriteString("fuses", step.Fuses);
        json.WriteNumber("runs", step.Runs);
        json.WriteNumber("seconds", step.Seconds);
        json.WriteNumber("flops", step.OperationsPerSecond);
        json.WriteNumber("bytesPerSecond", step.BytesPerSecond);
        json.WriteString("limit", step.IsBoundByCopying ? step.Copy.Name : "flops");
        json.WriteNumber("shareOfLimit", step.ShareOfLimit);
        json.WriteEndObject();
    }
}
