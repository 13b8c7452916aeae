using System.Globalization;

namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>Numbers as a report shows them: three digits, for more are noise.</summary>
internal static class Figures
{
    /// <summary>A number; a dash where there is none.</summary>
    public static string Number(double? value) => value switch
    {
        null => "–",
        0 => "0",
        < 1 => value.Value.ToString("0.###", CultureInfo.InvariantCulture),
        < 10 => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
        < 100 => value.Value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("#,0", CultureInfo.InvariantCulture),
    };

    /// <summary>A ratio, with two digits behind the point.</summary>
    public static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>A share in hundredths.</summary>
    public static string Percent(double? share) => share?.ToString("0 %", CultureInfo.InvariantCulture) ?? "–";

    /// <summary>Microseconds in the unit that suits them.</summary>
    public static string Time(double? microseconds) => microseconds switch
    {
        null => "–",
        < 1e3 => $"{Number(microseconds)} µs",
        < 1e6 => $"{Number(microseconds / 1e3)} ms",
        _ => $"{Number(microseconds / 1e6)} s",
    };

    /// <summary>A count and what is counted.</summary>
    public static string Count(int count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count} {(count == 1 ? one : many)}");
}
