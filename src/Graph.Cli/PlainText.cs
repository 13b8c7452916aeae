using Spectre.Console;
using Spectre.Console.Rendering;

namespace Graph.Cli;

/// <summary>Writes tables and grids as plain text.</summary>
public static class PlainText
{
    // A table that is cut, or a sentence with a command to copy that is broken, says less than a long line.
    private const int Width = 240;

    /// <summary>Writes something without colours, in lines much longer than those of a terminal.</summary>
    /// <param name="content">What is written.</param>
    /// <param name="output">Where to.</param>
    public static void Write(IRenderable content, TextWriter output)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(output),
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
        });
        console.Profile.Width = Width;
        console.Write(content);
    }
}
