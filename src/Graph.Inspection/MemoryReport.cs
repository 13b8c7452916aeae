using System.Globalization;
using System.Text;
using System.Text.Json;
using Graph.Lowering;

namespace Graph.Inspection;

/// <summary>Where the tensors of a plan lie, and how much less that is than if each had memory of its own.</summary>
/// <param name="Plan">The plan; those of loops and calls have arenas of their own.</param>
public sealed record MemoryReport(ExecutionPlan Plan)
{
    /// <summary>The bytes of all tensors that lie in the arena, as if none shared its place with another.</summary>
    public long IntermediateBytes => Plan.Buffers.Where(buffer => buffer.Location is InArena).Sum(buffer => buffer.Type.ByteCount);

    /// <summary>The report of a plan.</summary>
    public static MemoryReport Of(ExecutionPlan plan) => new(plan);

    /// <summary>The sums, then a line for each buffer, and why an update is not made in place.</summary>
    public override string ToString()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"arena {Plan.ArenaBytes} B for {IntermediateBytes} B of intermediates\n");
        foreach (PlanBuffer buffer in Plan.Buffers)
        {
            text.Append(CultureInfo.InvariantCulture, $"%{buffer.Name}: {buffer.Type}, {buffer.Type.ByteCount} B @ {buffer.Location}\n");
        }
        return text.AppendJoin("", Plan.Remarks.Select(remark => $"// {remark}\n")).ToString();
    }

    /// <summary>
    /// Writes <c>arenaBytes</c>, <c>intermediateBytes</c>, <c>buffers</c> and <c>remarks</c> into the object that is being written.
    /// </summary>
    internal void WriteTo(Utf8JsonWriter json)
    {
        json.WriteNumber("arenaBytes", Plan.ArenaBytes);
        json.WriteNumber("intermediateBytes", IntermediateBytes);
        json.WriteStartArray("buffers");
        foreach (PlanBuffer buffer in Plan.Buffers)
        {
            json.WriteStartObject();
            json.WriteString("name", buffer.Name);
            json.WriteString("type", buffer.Type.ToString());
            json.WriteNumber("bytes", buffer.Type.ByteCount);
            json.WriteString("location", buffer.Location.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("remarks");
        foreach (string remark in Plan.Remarks)
        {
            json.WriteStringValue(remark);
        }
        json.WriteEndArray();
    }
}
