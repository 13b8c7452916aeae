using System.Text;

Console.OutputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
return Graph.Benchmarks.CommandLine.Run(args, Console.Out, Console.Error);
