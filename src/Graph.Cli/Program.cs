using System.Text;

// Tables and messages are not confined to the code page that a terminal happens to have.
Console.OutputEncoding = Encoding.UTF8;
return Graph.Cli.CommandLine.Run(args, Console.Out, Console.Error);
