namespace Graph.Benchmarks.Contest;

/// <summary>One way of a side to compute a workload, ready to run: inputs are made, code is compiled.</summary>
/// <param name="Name">How it is computed, such as the function that is called.</param>
/// <param name="Iterate">Computes it once.</param>
/// <param name="Result">Computes it once and gives the elements of the result in row-major order.</param>
public sealed record Entry(string Name, Action Iterate, Func<float[]> Result);

/// <summary>What takes part in a race.</summary>
/// <param name="Library">What computes, with its version.</param>
/// <param name="Entries">Its ways to compute the workload.</param>
public sealed record Contender(string Library, IReadOnlyList<Entry> Entries);
