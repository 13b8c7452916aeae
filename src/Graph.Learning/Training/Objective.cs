namespace Graph.Learning;

/// <summary>
/// What training makes small, where that is more than a loss between prediction and target: a float scalar, the mean over the batch.
/// </summary>
/// <param name="fields">A leaf for each field of the dataset, with the batch as the leading axis.</param>
/// <param name="scope">Applies layers, and reports further scalars.</param>
public delegate Expr Objective(ImmutableArray<Expr> fields, Scope scope);
