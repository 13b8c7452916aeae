using System.Diagnostics.CodeAnalysis;

namespace Graph.Lowering;

/// <summary>The rules that a kernel must keep.</summary>
public static class KernelVerifier
{
    /// <summary>
    /// Checks element types, the order of scalars, that axes are in scope, that no place lies outside of its operand, that what earlier
    /// stages left is there, and that every element of an output is stored, by one point each.
    /// </summary>
    /// <exception cref="VerificationException">A rule is broken; the sentence names stage and rule.</exception>
    public static void Verify(LoopKernel kernel)
    {
        HashSet<int> numbers = [];
        Require(kernel.Axes.All(axis => numbers.Add(axis.Number)), "the kernel", "two axes share a number");
        StagePhase phase = StagePhase.BeforePoints;
        for (int number = 0; number < kernel.Stages.Count; number++)
        {
            Stage stage = kernel.Stages[number];
            string where = $"stage {number}";
            Require(stage.Phase >= phase, where, "it stands behind a later phase");
            Require(stage.Phase != StagePhase.BeforePoints || stage.Axes.Count == 0, where, "before the points there are no axes");
            Require(stage.Phase == StagePhase.AfterPoints
                || !stage.Axes.Any(kernel.Axes.Contains), where, "an inner axis is one of the kernel's");
            phase = stage.Phase;
            VerifyBody(kernel, number, where);
            foreach (Effect effect in stage.Effects)
            {
                VerifyEffect(kernel, stage, effect, where);
            }
        }
        for (int operand = 0; operand < kernel.Operands.Count; operand++)
        {
            Require(kernel.Operands[operand].Access == OperandAccess.Read
                || Coverage.IsWhole(kernel, operand), $"operand {operand}", "not every element is stored by one point");
        }
    }

    private static void VerifyBody(LoopKernel kernel, int number, string where)
    {
        Stage stage = kernel.Stages[number];
        for (int place = 0; place < stage.Body.Count; place++)
        {
            string line = $"%{place} of {where}";
            Instruction instruction = stage.Body[place];
            Require(instruction.Arguments.All(argument => argument >= 0
                && argument < place), line, "it uses a scalar that is not there yet");
            switch (instruction)
            {
                case Immediate(var value):
                    Require(value.Type.Rank == 0, line, "a constant is a scalar");
                    break;
                case IndexValue(var map, var element):
                    Require(element is ElementType.I64 || (element is ElementType.I32 && map.Minimum >= int.MinValue
                        && map.Maximum <= int.MaxValue), line, "the index does not fit");
                    RequireScope(kernel, stage, map, line);
                    break;
                case Test(var guard):
                    RequireScope(kernel, stage, guard, line);
                    break;
                case Load(var from, var fill):
                    RequirePlace(kernel, stage, from, line);
                    Require(kernel.Operands[from.Operand] is { Access: OperandAccess.Read } read
                        && read.Type.Element == fill.Element, line, "its operand is not read, or of another type");
                    break;
                case Compute(var op, var element, var arguments):
                    ImmutableArray<Expr> leaves = [.. arguments
                        .Select(argument => Primitives.Leaf("x", new TensorType(stage.Body[argument].Element, [])))];
                    Require(op is Unary or Binary or Compare or Select or Cast or Bitcast
                        && op.InferType(leaves) == new TensorType(element, []), line,
                        $"{op.Name} does not make {element.Mnemonic} of its operands");
                    break;
                case MultiplyAdd { Element: var element } fused:
                    bool isOfOneType = fused.Arguments.All(argument => stage.Body[argument].Element == element);
                    Require(element.IsFloat && isOfOneType, line, "multiply-add is of floats of one type");
                    break;
                case Earlier earlier:
                    Require(ElementLeft(kernel, number, earlier) == earlier.Element, line, "no earlier stage leaves it such a value");
                    break;
                case RandomWord(var key0, var key1, var counter, var element):
                    Require(stage.Body[key0].Element == ElementType.U32 && stage.Body[key1].Element == ElementType.U32
                        && element is ElementType.U32 or ElementType.I64, line, "random bits are u32 or i64 and take a key of u32");
                    RequireScope(kernel, stage, counter, line);
                    break;
                default:
                    throw new System.Diagnostics.UnreachableException($"the verifier knows no {instruction.GetType().Name}");
            }
        }
    }

    private static void VerifyEffect(LoopKernel kernel, Stage stage, Effect effect, string where)
    {
        string line = $"an effect of {where}";
        Require(effect.Arguments.All(argument => argument >= 0 && argument < stage.Body.Count), line, "it uses a scalar that is not there");
        ElementType element = stage.Body[effect.Value].Element;
        switch (effect)
        {
            case Store(var place, _, var kind):
                RequirePlace(kernel, stage, place, line);
                Require(kernel.Operands[place.Operand] is { Access: OperandAccess.Write } write
                    && write.Type.Element == element, line, "its operand is not written, or of another type");
                Require(kind == ScatterKind.Overwrite || element.IsNumeric, line, "it adds bools");
                Require(kernel.AxesOf(stage).Except(place.Indirection is null ? [] : stage.Axes).All(axis => axis.Size <= 1
                    || place.Map.DependsOn(axis)), line, "two points store one element");
                break;
            case Keep:
                Require(stage.Phase != StagePhase.AfterPoints, line, "nothing comes after it");
                break;
            case Total(var kind, _, var guard):
                Require(element.IsNumeric
                    || kind is ReduceKind.SumOf or ReduceKind.ProductOf, line, $"there is no {kind.Mnemonic} of bools");
                Require(stage.Phase == StagePhase.AtPoint, line, "totals are taken at points");
                RequireScope(kernel, stage, guard, line);
                break;
            case ProductTotal(_, var factor, var guard):
                Require(element.IsFloat && stage.Body[factor].Element == element, line, "products that are summed are of floats of one type");
                Require(stage.Phase == StagePhase.AtPoint, line, "totals are taken at points");
                RequireScope(kernel, stage, guard, line);
                break;
            case Extremum:
                Require(stage is { Phase: StagePhase.AtPoint, Axes.Count: 1 }
                    && element.IsNumeric, line, "an extremum is of numbers, along one axis");
                break;
            case Combine(var kind, _, var kept):
                Require(stage.Phase == StagePhase.AtPoint && kept.Distinct().Count() == kept.Count
                    && !kept.Except(kernel.AxesOf(stage)).Any(), line, "a kept axis is out of scope");
                Require(element.IsNumeric
                    || kind is ReduceKind.SumOf or ReduceKind.ProductOf, line, $"there is no {kind.Mnemonic} of bools");
                break;
            default:
                throw new System.Diagnostics.UnreachableException($"the verifier knows no {effect.GetType().Name}");
        }
    }

    private static ElementType? ElementLeft(LoopKernel kernel, int user, Earlier earlier)
    {
        if (earlier.Stage < 0 || earlier.Stage >= user || earlier.Effect < 0
            || earlier.Effect >= kernel.Stages[earlier.Stage].Effects.Count)
        {
            return null;
        }
        (Stage from, Stage to) = (kernel.Stages[earlier.Stage], kernel.Stages[user]);
        Effect effect = from.Effects[earlier.Effect];
        bool isThere = effect switch
        {
            Keep => from.Phase == StagePhase.BeforePoints || (to.Phase == StagePhase.AtPoint && (from.Axes.Count == 0
                || from.Axes == to.Axes)),
            Total or ProductTotal or Extremum => to.Phase == StagePhase.AtPoint,
            Combine(_, _, var kept) => to.Phase == StagePhase.AfterPoints && kept == to.Axes,
            _ => false,
        };
        return !isThere ? null : effect is Extremum ? ElementType.I32 : from.Body[effect.Value].Element;
    }

    private static void RequirePlace(LoopKernel kernel, Stage stage, Place place, string line)
    {
        Require(place.Operand >= 0 && place.Operand < kernel.Operands.Count, line, "there is no such operand");
        RequireScope(kernel, stage, place.Map, line);
        RequireScope(kernel, stage, place.Guard, line);
        if (place.Guard.IsNever || kernel.PointsOf(stage) == 0 || place.Indirection?.Limit == 0)
        {
            return;
        }
        Require(place.Indirection is not { Index: var index } || stage.Body[index].Element.IsInteger, line, "an index is an integer");
        long beyond = place.Indirection is { } by ? by.Stride * (by.Limit - 1) : 0;
        Require(GuardedRange.IsWithin(place.Map, place.Guard, kernel.Operands[place.Operand].Type.ElementCount - beyond), line,
            $"[{place.Map}] leaves {kernel.Operands[place.Operand].Type}");
    }

    private static void RequireScope(LoopKernel kernel, Stage stage, IndexMap map, string line) =>
        Require(map.Axes().IsSubsetOf(kernel.AxesOf(stage)), line, $"{map} names an axis out of scope");

    private static void RequireScope(LoopKernel kernel, Stage stage, Guard guard, string line)
    {
        foreach (Bound bound in guard.Bounds)
        {
            RequireScope(kernel, stage, bound.Map, line);
        }
    }

    private static void Require([DoesNotReturnIf(false)] bool rule, string where, string broken)
    {
        if (!rule)
        {
            throw new VerificationException($"the kernel is ill-formed at {where}: {broken}");
        }
    }
}
