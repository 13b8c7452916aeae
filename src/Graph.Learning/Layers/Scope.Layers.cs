namespace Graph.Learning;

// Layers within layers.
public sealed partial class Scope
{
    /// <summary>Applies a layer within the one that is being applied, or at the top.</summary>
    /// <param name="layer">The layer; the same object again has the same parameters.</param>
    /// <param name="x">Its input.</param>
    /// <param name="name">What it is called in paths; null for its own name, or one after its type.</param>
    /// <exception cref="GraphException">The input does not fit, the layer is within itself, or its name is taken.</exception>
    public Expr Apply(Layer layer, Expr x, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Applied(layer, name, scope => new ExprList([layer.Apply(x, scope)]));
    }

    /// <summary>Applies a layer of any number of inputs and outputs.</summary>
    /// <param name="layer">The layer; the same object again has the same parameters.</param>
    /// <param name="inputs">Its inputs.</param>
    /// <param name="name">What it is called in paths; null for its own name, or one after its type.</param>
    /// <exception cref="GraphException">The inputs do not fit, the layer is within itself, or its name is taken.</exception>
    public ExprList Apply(Layer layer, ImmutableArray<Expr> inputs, string? name = null) =>
        Applied(layer, name, scope => layer.Apply(inputs, scope));

    private ExprList Applied(Layer layer, string? name, Func<Scope, ExprList> apply)
    {
        ArgumentNullException.ThrowIfNull(layer);
        LayerFrame frame = FrameOf(layer, name);
        if (frame.IsOpen)
        {
            throw new GraphException($"the layer '{frame.Path}' is applied within itself");
        }
        int place = applications.Count;
        applications.Add(null);
        int depth = open.Count - 1;
        frame.Open();
        open.Push(frame);
        ExprList outputs;
        try
        {
            outputs = Named(frame.Path, apply);
        }
        finally
        {
            open.Pop();
            frame.Close();
        }
        applications[place] = new LayerApplication(
            frame.Path, layer, depth, [.. outputs.Select(output => output.Type)], [.. frame.Variables], frame.Applications == 1);
        return outputs;
    }

    private ExprList Named(string path, Func<Scope, ExprList> apply)
    {
        if (path.Length == 0)
        {
            return apply(this);
        }
        using var _ = Origin.Scope(path[(path.LastIndexOf('/') + 1)..]);
        return apply(this);
    }

    private LayerFrame FrameOf(Layer layer, string? name)
    {
        if (frames.TryGetValue(layer, out LayerFrame? known))
        {
            return known;
        }
        LayerFrame outer = open.Peek();
        string path = names.Find(layer) ?? ScopePath.Join(outer.Path, NameWithin(outer, layer, name));
        if (frames.Values.Any(frame => frame.Path == path))
        {
            throw new GraphException($"two layers have the path '{path}'; give one of them another name");
        }
        names.Keep(layer, path);
        LayerFrame made = new(path);
        frames.Add(layer, made);
        return made;
    }

    private static string NameWithin(LayerFrame outer, Layer layer, string? name)
    {
        string? wanted = name is null ? layer.Name : ScopePath.Checked(name);
        return wanted is null ? outer.TakeFreeName(ScopePath.NameOf(layer.GetType()))
            : outer.TakeName(wanted) ? wanted
            : throw new GraphException(
                $"two layers{(outer.Path.Length == 0 ? "" : $" in '{outer.Path}'")} are called '{wanted}'; give one of them another " +
                "name, or use one object for both to share its parameters");
    }
}
