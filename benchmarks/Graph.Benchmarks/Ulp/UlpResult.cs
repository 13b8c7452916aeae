using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Graph.Benchmarks.Ulp;

/// <summary>How accurate a function is at one width of vectors.</summary>
/// <param name="Name">The function.</param>
/// <param name="Type">The element type.</param>
/// <param name="Lane">The width of the vectors.</param>
/// <param name="MaxUlp">The largest error.</param>
/// <param name="At">The first input that has it.</param>
/// <param name="Bound">The largest error that is promised.</param>
/// <param name="Flaw">What else is wrong: a special value that is not exact, or bits that differ from those of another width; null where
/// nothing is.</param>
public sealed record UlpResult(string Name, string Type, string Lane, double MaxUlp, double At, double Bound, string? Flaw)
{
    /// <summary>Whether all that is promised holds.</summary>
    public bool Passed => MaxUlp <= Bound && Flaw is null;

    /// <summary>One line of JSON. An error that is infinite, as where NaN stands for a number, is null.</summary>
    public string ToJson()
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("name", Name);
            json.WriteString("type", Type);
            json.WriteString("lane", Lane);
            if (double.IsFinite(MaxUlp))
            {
                json.WriteNumber("max_ulp", Math.Round(MaxUlp, 4));
            }
            else
            {
                json.WriteNull("max_ulp");
            }
            json.WriteString("at", At.ToString("R", CultureInfo.InvariantCulture));
            json.WriteNumber("bound", Bound);
            json.WriteBoolean("passed", Passed);
            json.WriteString("flaw", Flaw);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    /// <summary>One line for people.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name,-9} {Type} {Lane,-6} max {MaxUlp,8:0.0000} ULP at {At,-14:R} bound {Bound:0.0}  " +
        $"{(Passed ? "passed" : "FAILED")}{(Flaw is null ? "" : ": " + Flaw)}");
}
