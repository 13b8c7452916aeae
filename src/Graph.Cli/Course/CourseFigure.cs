using Graph.Figures;

namespace Graph.Cli.Course;

/// <summary>A figure of the pages of the course.</summary>
/// <param name="Name">The name of its file, without the ending.</param>
/// <param name="Draw">Computes what it shows, and draws it.</param>
public sealed record CourseFigure(string Name, Func<Figure> Draw);
