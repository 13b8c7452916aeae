using System.Globalization;
using Graph.Transforms;

namespace Graph.Inspection;

/// <summary>The compilation of a loss as a value: what was written, its gradient, and what each pass of a pipeline made of it.</summary>
/// <remarks>Each stage is made when it is first asked for.</remarks>
public sealed class Compilation
{
    private readonly Lazy<Computation> gradient;
    private readonly Lazy<Trace> trace;

    private Compilation(Computation loss, Pipeline pipeline)
    {
        (Source, Pipeline) = (loss, pipeline);
        gradient = new Lazy<Computation>(() => Differentiation.Gradient(loss));
        trace = new Lazy<Trace>(() => pipeline.Run(gradient.Value));
    }

    /// <summary>The loss as it was written.</summary>
    public Computation Source { get; }

    /// <summary>The pipeline.</summary>
    public Pipeline Pipeline { get; }

    /// <summary>The loss, then its gradient by every trainable parameter.</summary>
    /// <exception cref="GraphException">The loss has no gradient; the sentence says why.</exception>
    public Computation Gradient => gradient.Value;

    /// <summary>The computation after each of the passes of the pipeline.</summary>
    /// <exception cref="GraphException">The loss has no gradient; the sentence says why.</exception>
    public Trace Trace => trace.Value;

    /// <summary>The compilation of a loss.</summary>
    /// <param name="loss">A computation whose first result is a float scalar.</param>
    /// <param name="pipeline">What to make of its gradient.</param>
    public static Compilation Of(Computation loss, Pipeline pipeline) => new(loss, pipeline);

    /// <summary>The computation at a stage.</summary>
    /// <exception cref="GraphException">The stage is made of the gradient, and the loss has none; the sentence says why.</exception>
    public Computation At(Stage stage) => stage switch
    {
        Stage.Source => Source,
        Stage.Gradient => Gradient,
        Stage.Optimized => Trace.Result,
    };

    /// <summary>The names of the passes in order; of a pass that runs several times, <c>name:1</c>, <c>name:2</c>, ….</summary>
    public ImmutableArray<string> PassNames
    {
        get
        {
            Dictionary<string, int> runs = Trace.Steps.CountBy(step => step.Pass.Name).ToDictionary();
            Dictionary<string, int> seen = [];
            return
            [
                .. Trace.Steps.Select(step =>
                {
                    string name = step.Pass.Name;
                    int run = seen[name] = seen.GetValueOrDefault(name) + 1;
                    return runs[name] == 1 ? name : string.Create(CultureInfo.InvariantCulture, $"{name}:{run}");
                }),
            ];
        }
    }

    /// <summary>The place in the trace of a pass: of its last run where it has several and the name does not say which.</summary>
    /// <param name="name">A name, or one of <see cref="PassNames"/>.</param>
    /// <exception cref="GraphException">The pipeline has no such pass; the sentence names the nearest.</exception>
    public int PlaceOf(string name)
    {
        ImmutableArray<string> names = PassNames;
        int place = names.IndexOf(name);
        if (place < 0)
        {
            place = Trace.Steps.ToList().FindLastIndex(step => step.Pass.Name == name);
        }
        return place >= 0 ? place : throw new GraphException($"the pipeline {Pipeline.Name} has no pass '{name}'{Suggestion.For(name, [.. names.Union(Trace.Steps.Select(step => step.Pass.Name))])}");
    }
}
