using System.Globalization;
using Graph.Benchmarks.Contest;
using Graph.Peers.OpenBlas;

// A side of a race: `Graph.Peers.OpenBlas WORKLOAD THREADS`; what it then does it is told on standard input.
if (args is not [var name, var threads] || ProductCase.All.FirstOrDefault(known => known.Name == name) is not { } workload)
{
    Console.Error.WriteLine("usage: Graph.Peers.OpenBlas WORKLOAD THREADS, where the workload is a matrix product");
    return 2;
}
Contestant.Run(() => BlasEntries.Prepare(workload, int.Parse(threads, CultureInfo.InvariantCulture)), Console.In, Console.Out);
return 0;
