namespace Graph.Tests;

/// <summary>Tests that need the process for themselves: they redirect the console or measure memory.</summary>
[CollectionDefinition(nameof(AloneCollection), DisableParallelization = true)]
public class AloneCollection;
