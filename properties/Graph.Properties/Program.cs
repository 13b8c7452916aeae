using Graph.Properties.Running;

return SweepCommand.Run(args, Console.Out, Console.Error);
