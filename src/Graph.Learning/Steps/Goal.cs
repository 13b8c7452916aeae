namespace Graph.Learning;

/// <summary>What a step makes small, and how: several goals train several parts of a network against or beside each other.</summary>
/// <param name="Loss">A float scalar.</param>
/// <param name="Optimizer">How the parameters change.</param>
/// <param name="Parameters">
/// Which parameters it changes: a path, in which <c>*</c> stands for any part of one name and <c>**</c> for any number of names.
/// </param>
public sealed record Goal(Expr Loss, Optimizer Optimizer, string Parameters = "**");
