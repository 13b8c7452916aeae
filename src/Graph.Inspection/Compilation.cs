using System.Globalization;
using Graph.Lowering;
using Graph.Transforms;

namespace Graph.Inspection;

/// <summary>
/// The compilation of a loss as a value: what was written, its gradient, and what each pass of a pipeline made of it; then one step of
/// training it, by stochastic gradient descent with the learning rate as an operand, down to its kernels and memory.
/// </summary>
/// <remarks>Each stage is made when it is first asked for.</remarks>
public sealed class Compilation
{
    private readonly Lazy<Computation> gradient;
    private readonly Lazy<Trace> trace;
    private readonly Lazy<Trace> step;
    private readonly Lazy<FusionPlan> fusion;
    private readonly Lazy<ExecutionPlan> plan;
    private readonly Lazy<GeneratedCode> code;

    private Compilation(Computation loss, Pipeline pipeline, Target target)
    {
        (Source, Pipeline, Target) = (loss, pipeline, target);
        gradient = new Lazy<Computation>(() => Differentiation.Gradient(loss));
        trace = new Lazy<Trace>(() => pipeline.Run(gradient.Value));
        step = new Lazy<Trace>(() => pipeline.Run(TrainingStep.Of(loss, gradient.Value)));
        fusion = new Lazy<FusionPlan>(() => FusionPlanner.Plan(step.Value.Result));
        plan = new Lazy<ExecutionPlan>(() => Planner.Plan(fusion.Value, target, TrainingStep.Donated(step.Value.Result)));
        code = new Lazy<GeneratedCode>(() => GeneratedCode.Of(plan.Value));
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

    /// <summary>The machine that kernels are scheduled for.</summary>
    public Target Target { get; }

    /// <summary>
    /// The training step and what each pass made of it: takes the parameters of the loss and a learning rate, returns the parameters one
    /// step further, then the results of the loss.
    /// </summary>
    /// <exception cref="GraphException">The loss has no gradient; the sentence says why.</exception>
    public Trace Step => step.Value;

    /// <summary>Which operators of the training step are computed together.</summary>
    /// <exception cref="GraphException">The loss has no gradient; the sentence says why.</exception>
    public FusionPlan Fusion => fusion.Value;

    /// <summary>How the training step runs; its parameters are updated in place where that may be.</summary>
    /// <exception cref="GraphException">The loss has no gradient; the sentence says why.</exception>
    public ExecutionPlan Plan => plan.Value;

    /// <summary>The code of the training step, with vectors as wide as the processor's.</summary>
    /// <exception cref="GraphException">The loss has no gradient; the sentence says why.</exception>
    public GeneratedCode Code => code.Value;

    /// <summary>The compilation of a loss.</summary>
    /// <param name="loss">A computation whose first result is a float scalar.</param>
    /// <param name="pipeline">What to make of its gradient.</param>
    /// <param name="target">The machine to schedule for; null for <see cref="Target.Common"/>.</param>
    public static Compilation Of(Computation loss, Pipeline pipeline, Target? target = null) =>
        new(loss, pipeline, target ?? Target.Common);

    /// <summary>The computation at a stage; of a stage of the training step, the step after all passes.</summary>
    /// <exception cref="GraphException">The stage is made of the gradient, and the loss has none; the sentence says why.</exception>
    public Computation At(Stage stage) => stage switch
    {
        Stage.Source => Source,
        Stage.Gradient => Gradient,
        Stage.Optimized => Trace.Result,
        Stage.Fused or Stage.Kernels or Stage.Memory or Stage.Il or Stage.CSharp or Stage.Assembly or Stage.Ptx or Stage.OpenCL =>
            Step.Result,
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
        return place >= 0 ? place : throw new GraphException(
            $"the pipeline {Pipeline.Name} has no pass " +
            $"'{name}'{Suggestion.For(name, [.. names.Union(Trace.Steps.Select(step => step.Pass.Name))])}");
    }
}
