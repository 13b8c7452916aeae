namespace Graph;

/// <summary>What a cache of compiled kernels did so far.</summary>
/// <param name="Hits">Kernels that were there when asked for.</param>
/// <param name="Misses">Kernels that had to be compiled.</param>
/// <param name="Evictions">Compilations that were dropped to stay within the bound, with all of their kernels.</param>
/// <param name="Compilations">Compilations that are there.</param>
/// <param name="Kernels">Kernels that are there.</param>
public sealed record KernelCacheReport(long Hits, long Misses, long Evictions, int Compilations, int Kernels);
