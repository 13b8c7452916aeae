namespace Graph;

/// <summary>What a parameter begins as: a function of a key and of the type, and of nothing else.</summary>
/// <param name="key">A u32[2] that nothing else draws from.</param>
/// <param name="type">The type of the parameter.</param>
/// <returns>An expression without inputs, of that type.</returns>
public delegate Expr Initializer(Expr key, TensorType type);
