namespace Graph.Learning;

/// <summary>The updates of the parameters of one goal.</summary>
internal sealed class GoalUpdates
{
    private readonly Optimizer optimizer;
    private readonly ImmutableArray<TrainedParameter> parameters;
    private readonly ImmutableArray<Expr> gradients;

    public GoalUpdates(Goal goal, Scope scope, RateOperands rates)
    {
        (optimizer, Loss) = (goal.Optimizer, goal.Loss);
        ImmutableArray<Variable> all = [.. scope.Variables.Where(variable => variable.IsTrained)];
        RequireFound(goal, all);
        List<TrainedParameter> trained = [];
        foreach (Variable variable in all.Where(variable => PathPattern.Matches(goal.Parameters, variable.Path)))
        {
            ParameterGroup? group = optimizer.Groups.FirstOrDefault(group => group.Holds(variable.Path));
            if (group is not { IsFrozen: true })
            {
                trained.Add(new TrainedParameter(variable, optimizer, group, rates));
            }
        }
        parameters = [.. trained];
        if (parameters.IsEmpty)
        {
            string why = all.IsEmpty ? "the network has no parameter" : "every parameter is frozen";
            throw new GraphException($"{why}, so there is nothing to train");
        }
        gradients = Ops.Differentiate(Loss, [.. parameters.Select(parameter => parameter.Variable.Leaf)]);
    }

    public Expr Loss { get; }

    public IEnumerable<Variable> Trained => parameters.Select(parameter => parameter.Variable);

    public IEnumerable<KeptLeaf> Kept => parameters.SelectMany(parameter => parameter.Kept);

    /// <summary>Adds the next value of what changes.</summary>
    /// <param name="next">By leaf.</param>
    /// <param name="step">Which update it is, counted from 1, of the element type of the parameters.</param>
    /// <param name="applies">Whether parameters change; else gradients are added up only.</param>
    public void AddTo(Dictionary<Expr, Expr> next, Expr step, bool applies)
    {
        if (!applies)
        {
            foreach ((TrainedParameter parameter, Expr gradient) in parameters.Zip(gradients))
            {
                next.Add(parameter.Sum!, parameter.Sum! + gradient);
            }
            return;
        }
        int batches = optimizer.AccumulationSteps;
        ImmutableArray<Expr> averaged = [.. parameters.Zip(gradients, (parameter, gradient) => parameter.Averaged(gradient, batches))];
        ImmutableArray<Expr> clipped = optimizer.Clipping?.Clip(averaged) ?? averaged;
        foreach ((TrainedParameter parameter, Expr gradient) in parameters.Zip(clipped))
        {
            parameter.AddTo(next, gradient, step, optimizer);
        }
    }

    private void RequireFound(Goal goal, ImmutableArray<Variable> all)
    {
        string[] paths = [.. all.Select(variable => variable.Path)];
        string? unknown = optimizer.Groups.Select(group => group.Parameters).Prepend(goal.Parameters)
            .FirstOrDefault(pattern => paths.Length > 0 && !paths.Any(path => PathPattern.Matches(pattern, path)));
        if (unknown is not null)
        {
            throw new GraphException($"no parameter has a path like '{unknown}'{Suggestion.For(unknown, paths)}");
        }
    }
}
