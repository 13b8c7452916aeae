using System.Globalization;
using Graph.Benchmarks.Contest;
using Graph.Peers.Torch;

// A side of a race: `Graph.Peers.TorchSharp WORKLOAD THREADS`; what it then does it is told on standard input.
if (args is not [var name, var threads] || Case.All.FirstOrDefault(known => known.Name == name) is not { } workload)
{
    Console.Error.WriteLine("usage: Graph.Peers.TorchSharp WORKLOAD THREADS");
    return 2;
}
Contestant.Run(() => TorchEntries.Prepare(workload, int.Parse(threads, CultureInfo.InvariantCulture)), Console.In, Console.Out);
return 0;
