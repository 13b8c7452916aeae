namespace Graph.Lowering;

/// <summary>One way in which a kernel becomes another one that computes the same.</summary>
/// <param name="Name">A short name.</param>
/// <param name="Why">What it is good for, in a sentence.</param>
/// <param name="Apply">The kernel again, itself where there is nothing to do.</param>
internal sealed record KernelRewrite(string Name, string Why, Func<LoopKernel, Target, LoopKernel> Apply);
