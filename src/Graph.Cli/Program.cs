return Graph.Cli.CommandLine.Run(args, Console.Out, Console.Error);
