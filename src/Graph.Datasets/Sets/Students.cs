using System.Text;

namespace Graph.Datasets;

/// <summary>
/// "Will I pass this class?": 200 invented students, who attended some lectures, spent some hours on the final project, and passed or did
/// not. The chance of each to pass was σ(lectures − 3 + 0.8 (hours − 4)); nobody can know better than that.
/// </summary>
public static class Students
{
    private const string Name = "students.csv";

    /// <summary>The fields <c>x</c>, f32[2] of lectures (0 to 6) and hours (0 to 8), and <c>target</c>, f32[1], 1 for passed.</summary>
    /// <param name="directory">
    /// Where a <c>students.csv</c> of the columns lectures, hours and passed is; null for the one that comes with the library.
    /// </param>
    /// <exception cref="DatasetException">The file is missing, or is no such table.</exception>
    public static Dataset Load(string? directory = null)
    {
        CsvTable table = directory is null ? Embedded() : FromFile(Path.Combine(directory, Name));
        return Dataset.Of(("x", table.Floats("lectures", "hours")), ("target", table.Floats("passed")));
    }

    private static CsvTable Embedded()
    {
        using Stream resource = typeof(Students).Assembly.GetManifestResourceStream(Name)!;
        using StreamReader reader = new(resource, Encoding.UTF8);
        return CsvTable.Parse(reader.ReadToEnd(), source: $"'{Name}' of the library");
    }

    private static CsvTable FromFile(string path) => File.Exists(path)
        ? CsvTable.Read(path)
        : throw new DatasetException($"there is no '{path}'; put a file of that name there whose first line is lectures,hours,passed");
}
