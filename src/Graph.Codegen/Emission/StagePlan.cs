using System.Diagnostics;
using Graph.Lowering;

namespace Graph.Codegen;

/// <summary>
/// Of each instruction of a stage: at which level its scalar is known, whether it differs between the points of a vector, and in which
/// form it is needed.
/// </summary>
internal sealed class StagePlan
{
    private readonly LoopKernel kernel;
    private readonly Stage stage;
    private readonly LoopNest nest;
    private readonly int pointLevel;
    private readonly ImmutableArray<StagePlan> earlier;
    private readonly int[] levels;
    private readonly bool[] isVector;
    private readonly bool[] isUsed;
    private readonly bool[] needsSplat;

    public StagePlan(LoopKernel kernel, int number, LoopNest nest, int pointLevel, ImmutableArray<StagePlan> earlier)
    {
        (this.kernel, this.nest, this.pointLevel, this.earlier) = (kernel, nest, pointLevel, earlier);
        stage = kernel.Stages[number];
        int count = stage.Body.Count;
        (levels, isVector, isUsed, needsSplat) = (new int[count], new bool[count], new bool[count], new bool[count]);
        IsLive = kernel.PointsOf(stage) > 0;
        if (!IsLive)
        {
            return;
        }
        for (int at = 0; at < count; at++)
        {
            Place(at);
        }
        foreach (Effect effect in stage.Effects)
        {
            // What a stage without axes keeps is taken in the form that its users ask for.
            bool asVector = nest.Vector is not null && (effect is not Keep || stage.Axes.Count > 0);
            Use(effect.Value, asVector);
            foreach (int argument in effect.Arguments)
            {
                // An index is taken point by point.
                Use(argument, asVector: asVector && (argument == effect.Value || effect is ProductTotal));
            }
        }
    }

    /// <summary>Whether the stage has any points.</summary>
    public bool IsLive { get; }

    /// <summary>The level at which the scalar is known.</summary>
    public int LevelOf(int at) => AliasOf(at) is var (from, value) ? earlier[from].LevelOf(value) : levels[at];

    /// <summary>Whether the scalar differs between the points of a vector.</summary>
    public bool IsVector(int at) => isVector[at];

    /// <summary>Whether the instruction is code.</summary>
    public bool IsUsed(int at) => isUsed[at];

    /// <summary>Whether vectors need a scalar that is the same for all their points.</summary>
    public bool NeedsSplat(int at) => needsSplat[at];

    /// <summary>Where a stage without axes computed what an instruction takes from it.</summary>
    public (int Stage, int Value)? AliasOf(int at) =>
        stage.Body[at] is Earlier(var from, var effect,
            _) && kernel.Stages[from] is { Axes.Count: 0 } source && source.Effects[effect] is Keep(var value) ? (from, value) : null;

    private void Place(int at)
    {
        Instruction instruction = stage.Body[at];
        levels[at] = instruction.Arguments.Select(LevelOf).Append(OwnLevel(at)).Max();
        isVector[at] = nest.Vector is not null && (instruction.Arguments.Any(argument => isVector[argument]) || IsVectorItself(at));
    }

    private int OwnLevel(int at) => stage.Body[at] switch
    {
        Immediate or Compute or MultiplyAdd => 0,
        IndexValue(var map, _) => nest.LevelOf(map),
        Test(var guard) => nest.LevelOf(guard),
        Load(var place, _) => Math.Max(nest.LevelOf(place.Map), nest.LevelOf(place.Guard)),
        Earlier(var from, var effect, _) => AliasOf(at) is var (stage, value) ? earlier[stage].LevelOf(value)
            : kernel.Stages[from].Effects[effect] is Total or ProductTotal or Extremum ? pointLevel
            : nest.Depth,
        var other => throw new UnreachableException($"there is no code for {other.GetType().Name}"),
    };

    private bool IsVectorItself(int at) => stage.Body[at] switch
    {
        Immediate or Compute or MultiplyAdd => false,
        IndexValue(var map, _) => nest.IsVector(map),
        Test(var guard) => nest.IsVector(guard),
        Load(var place, _) => nest.IsVector(place.Map) || nest.IsVector(place.Guard),
        Earlier(var from, var effect, _) => AliasOf(at) is var (stage, value) ? earlier[stage].IsVector(value)
            : kernel.Stages[from].Effects[effect] is not (Total or ProductTotal or Extremum)
                || nest.LevelOf(new AxisAtom(nest.Vector!.Value)) <= pointLevel,
        var other => throw new UnreachableException($"there is no code for {other.GetType().Name}"),
    };

    private void Use(int at, bool asVector)
    {
        if (AliasOf(at) is var (from, value))
        {
            earlier[from].Use(value, asVector);
            return;
        }
        needsSplat[at] |= asVector && !isVector[at];
        if (isUsed[at])
        {
            return;
        }
        isUsed[at] = true;
        Instruction instruction = stage.Body[at];
        foreach (int argument in instruction.Arguments)
        {
            Use(argument, asVector: isVector[at] && instruction is not Load);
        }
    }
}
