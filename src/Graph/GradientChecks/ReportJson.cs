using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Graph.GradientChecks;

/// <summary>A report as a program reads it.</summary>
internal static class ReportJson
{
    public static string Write(GradientCheckReport report)
    {
        ArrayBufferWriter<byte> buffer = new();
        // For files and terminals, not for HTML: quotes and dashes stay what they are.
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            json.WriteString("name", report.Name);
            json.WriteNumber("order", report.Order);
            json.WriteNumber("points", report.Points);
            json.WriteNumber("redraws", report.Redraws);
            json.WriteNumber("seed", report.Seed);
            Number(json, "tolerance", report.Tolerance);
            Number(json, "maxRelativeError", report.MaxRelativeError);
            json.WriteBoolean("passed", report.Passed);
            json.WriteStartArray("arguments");
            foreach (GradientArgument argument in report.Arguments)
            {
                Argument(json, argument);
            }
            json.WriteEndArray();
            if (report.Failure is { } failure)
            {
                json.WritePropertyName("failure");
                Failure(json, failure);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Argument(Utf8JsonWriter json, GradientArgument argument)
    {
        json.WriteStartObject();
        json.WriteString("name", argument.Name);
        json.WriteString("type", argument.Type?.ToString());
        json.WriteBoolean("reached", argument.Reached);
        json.WriteBoolean("tooSmall", argument.TooSmall);
        json.WriteNumber("coordinates", argument.Coordinates);
        json.WriteNumber("directions", argument.Directions);
        Number(json, "relativeError", argument.RelativeError);
        Number(json, "step", argument.Step);
        json.WriteStartObject("worst");
        Sizes(json, "index", argument.Worst.Index);
        Number(json, "analytic", argument.Worst.Analytic);
        Number(json, "numeric", argument.Worst.Numeric);
        Number(json, "absolute", argument.Worst.Absolute);
        Number(json, "relative", argument.Worst.Relative);
        Number(json, "tolerance", argument.Worst.Tolerance);
        json.WriteEndObject();
        json.WriteStartArray("sweep");
        foreach (StepError error in argument.Sweep)
        {
            json.WriteStartObject();
            Number(json, "step", error.Step);
            Number(json, "relativeError", error.RelativeError);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Failure(Utf8JsonWriter json, GradientFailure failure)
    {
        json.WriteStartObject();
        json.WriteString("verdict", Name(failure.Verdict));
        json.WriteString("sentence", failure.Sentence);
        json.WriteString("mistake", failure.Mistake is { } mistake ? Name(mistake) : null);
        if (failure.Factor is { } factor)
        {
            Number(json, "factor", factor);
        }
        if (failure.Argument is { } argument)
        {
            json.WritePropertyName("argument");
            Argument(json, argument);
        }
        if (failure.Culprit is { } culprit)
        {
            json.WriteStartObject("culprit");
            json.WriteString("node", culprit.Node);
            json.WriteString("origin", culprit.Origin.ToString());
            json.WriteStartArray("path");
            foreach (string body in culprit.Path)
            {
                json.WriteStringValue(body);
            }
            json.WriteEndArray();
            json.WriteString("operand", culprit.Operand);
            json.WriteString("alone", culprit.Alone.ToString());
            json.WriteEndObject();
        }
        json.WriteNumber("seed", failure.Seed);
        if (failure.Inputs is { } inputs)
        {
            json.WriteStartArray("inputs");
            foreach (Shape input in inputs)
            {
                Sizes(json, null, input);
            }
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static string Name(GradientVerdict verdict) => verdict switch
    {
        GradientVerdict.WrongDerivative => "wrong-derivative",
        GradientVerdict.Rounding => "rounding",
        GradientVerdict.Kink => "kink",
        GradientVerdict.NotDeterministic => "not-deterministic",
        GradientVerdict.NotFinite => "not-finite",
    };

    private static string Name(GradientMistake mistake) => mistake switch
    {
        GradientMistake.FlippedSign => "flipped-sign",
        GradientMistake.MissingFactor => "missing-factor",
        GradientMistake.MissingSum => "missing-sum",
        GradientMistake.VanishedDerivative => "vanished-derivative",
    };

    private static void Sizes(Utf8JsonWriter json, string? name, Shape? sizes)
    {
        if (name is not null)
        {
            json.WritePropertyName(name);
        }
        if (sizes is not { } known)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartArray();
        foreach (long size in known)
        {
            json.WriteNumberValue(size);
        }
        json.WriteEndArray();
    }

    // JSON has no infinities and no NaN.
    private static void Number(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteString(name, double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
        }
    }
}
