namespace Graph.Learning;

/// <summary>How networks are traced and compiled.</summary>
/// <param name="Element">The element type of parameters and states.</param>
/// <param name="Compilation">How to compile; null for the defaults.</param>
internal sealed record TrainerOptions(ElementType Element, CompileOptions? Compilation);
