using Graph.Cli.Models;
using Graph.Lowering;
using Graph.Reference;
using static Graph.Ops;

namespace Graph.Tests.Lowering;

/// <summary>Results that are stored in pieces: parts of a concatenation, elements of windows side by side, parts laid into each other.</summary>
public sealed class PieceTests
{
    private static readonly Expr x = Input("x", [3, 8]);
    private static readonly Expr y = Input("y", [3, 8]);
    private static readonly Expr kernel = Parameter("kernel", [3, 3, 5, 4]);

    /// <summary>What is made in pieces, the number of pieces, and the number of kernels.</summary>
    public static TheoryData<string, int, int, Expr[]> InPieces => new()
    {
        { "parts behind each other", 3, 1, [Concatenate([Exp(x), x * y, y], 1)] },
        { "parts below each other", 2, 1, [Concatenate([Exp(x), x * y], 0)] },
        { "something of parts", 2, 1, [Relu(Concatenate([x * y, x - y], 1))] },
        { "parts and what they are made of", 2, 1, [Concatenate([Exp(x * y), -(x * y)], 1), x * y, Exp(x * y)] },
        { "parts and a sum over their rows", 2, 1, [Concatenate([x * y, x - y], 0), Sum(Concatenate([x * y, x - y], 0), axis: 0)] },
        { "parts and a sum of all", 2, 1, [Concatenate([x * y, x - y], 1), Sum(Square(Concatenate([x * y, x - y], 1)))] },
        { "parts and sums apart for each", 2, 1, [Concatenate([x * y, x - y], 1), Sum(Concatenate([x * y, x - y], 1), axis: 0)] },
        { "parts of something that is stored whole", 3, 2, [Exp(x), Concatenate([y[.., ..5] - Exp(x)[.., ..5], y[.., 3..], y[.., 1..6]], 0)] },
        { "the way back through 2×2", 4, 1, [Pulled([2, 6, 8, 5], image => MaxPool2D(Relu(image), [2, 2]))] },
        { "the same with elements left over", 4, 1, [Pulled([2, 7, 9, 5], image => MaxPool2D(Relu(image), [2, 2]))] },
        { "along one axis by 3", 3, 1, [Pulled([2, 11, 5], image => MaxPool1D(image, [3]))] },
        { "windows with a gap", 6, 1, [Pulled([2, 9, 6, 5], image => MaxPool2D(image, [2, 1], strides: [3, 2]))] },
        { "means", 4, 1, [Pulled([2, 7, 6, 5], image => AvgPool2D(image, [2, 2]))] },
        { "the way back and the sum of all features", 4, 1, [.. With(Pulled([2, 7, 6, 5], image => MaxPool2D(Relu(image), [2, 2])), dx => Sum(dx, axes: [0, 1, 2]))] },
        { "a transposed convolution", 4, 4, [Relu(ConvTranspose2D(Input("image", [2, 3, 4, 5]), kernel, strides: [2, 2], padding: Padding.Same))] },
        { "a transposed convolution and its bias", 4, 4, [Exp(ConvTranspose2D(Input("image", [2, 3, 4, 5]), kernel, strides: [2, 2], padding: Padding.Same) + Parameter("b", [4]))] },
        { "a transposed convolution for another", 4, 9, [Conv2D(Relu(ConvTranspose2D(Input("image", [2, 3, 4, 5]), kernel, strides: [2, 2], padding: Padding.Same)), Parameter("next", [3, 3, 4, 2]))] },
    };

    [Theory]
    [MemberData(nameof(InPieces))]
    public void What_is_made_in_pieces_is_what_the_reference_computes(string what, int pieces, int kernels, Expr[] results)
    {
        Computation computation = FusionTests.Optimize([.. results]);
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation));
        Assert.True(plan.Steps.Count <= kernels, $"{what} takes {plan.Steps.Count} kernels\n{plan}");
        Assert.Equal(pieces, plan.Steps.OfType<KernelStep>().Max(MostStores));
        AssertNothingDivides(plan);
    }

    /// <summary>The first NaN wins, else the first of the largest: where pooling looks for the winner once more, on its way back, too.</summary>
    [Theory]
    [InlineData(2, 2)]
    [InlineData(3, 2)]
    [InlineData(3, 1)]
    public void Windows_with_ties_and_nans_have_the_winner_of_the_reference(int size, int stride)
    {
        Expr image = Input("image", [2, 7, 6, 3]);
        Expr pooled = MaxPool2D(image, [size, size], [stride, stride]);
        Computation computation = FusionTests.Optimize([pooled, Vjp(pooled, Input("cotangent", pooled.Shape), image)[0]]);
        Random random = new(3);
        float[] few = [float.NaN, 1, 1, 2, 2, 0, -0f, float.PositiveInfinity, float.NegativeInfinity];
        for (int draw = 0; draw < 10; draw++)
        {
            LoweringTests.Check(computation, [.. computation.Parameters.Select(leaf => ((Parameter)leaf.Op).Label == "cotangent"
                ? Literal.Generate(leaf.Shape, place => place + 1f)
                : Literal.Generate(leaf.Shape, _ => few[random.Next(few.Length)]))]);
        }
    }

    /// <summary>No feature map but those of the convolutions and of their gradients is stored, and no place of a winner.</summary>
    [Fact]
    public void Totals_of_no_elements_beside_no_points_are_what_the_reference_computes()
    {
        Expr table = Input("table", [2, 2]), none = Input("none", [0]), empty = Input("empty", [2, 0]);
        Computation computation = Computation.Create("nothing", [table, none, empty], [none >= Sum(table[.., ..0], axis: 0), empty > table[.., ..0]]);
        LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation));
    }

    [Fact]
    public void Pooling_stores_no_winners()
    {
        ExecutionPlan plan = Planner.Plan(FusionTests.TrainingStep(BuiltInModels.Find("mnist-cnn").Full()), Target.Common);
        Assert.DoesNotContain(plan.Buffers, buffer => buffer.Location is InArena && buffer.Type.Element == ElementType.I32);
        Assert.Equal(2, plan.Steps.OfType<KernelStep>().Count(step => MostStores(step) == 4));
    }

    /// <summary>An index that has to be divided costs more than all arithmetic around it.</summary>
    [Theory]
    [InlineData("perceptron")]
    [InlineData("mnist-linear")]
    [InlineData("mnist-mlp")]
    [InlineData("mnist-cnn")]
    [InlineData("char-rnn")]
    [InlineData("face-vae")]
    [InlineData("gpt-small")]
    public void No_kernel_of_a_training_step_divides(string model) =>
        AssertNothingDivides(Planner.Plan(FusionTests.TrainingStep(BuiltInModels.Find(model).Full()), Target.Common));

    /// <summary>Of all pairs of positions: scores, their exponentials and weights; and on the way back, what changes the weights and the scores.</summary>
    [Fact]
    public void Attention_stores_five_tensors_of_all_pairs_and_no_head_is_moved()
    {
        ExecutionPlan plan = Planner.Plan(FusionTests.TrainingStep(BuiltInModels.Find("gpt-small").Full()), Target.Common);
        Assert.Equal(4 * 5, plan.Buffers.Count(buffer => buffer.Type.Shape.SequenceEqual([8, 8, 128, 128])));
        // What the heads give stands position by position where it is made.
        Assert.DoesNotContain(plan.Buffers, buffer => buffer.Type.Shape.SequenceEqual([8, 8, 128, 32]));
        Assert.DoesNotContain(plan.Steps.OfType<KernelStep>(), step => step.Kernel.Stages.All(stage => stage.Body.All(instruction => instruction is Load)));
    }

    [Fact]
    public void A_reduction_that_is_only_read_as_moved_is_stored_so()
    {
        Expr heads = Einsum("bqhd,bkhd->bhqk", Input("q", [2, 6, 3, 4]), Input("k", [2, 6, 3, 4]));
        Expr merged = Reshape(Transpose(heads, [0, 2, 1, 3]), [2, 6, 18]);
        Computation computation = FusionTests.Optimize([MatMul(merged, Parameter("w", [18, 5])), Sum(merged, axes: [0, 1])]);
        ExecutionPlan plan = LoweringTests.Check(computation, FusionTests.ArgumentsOf(computation));
        AssertNothingDivides(plan);
        Assert.Single(plan.Buffers, buffer => buffer.Type.Shape.SequenceEqual([2, 6, 18]));
    }

    /// <summary>A kernel is refused unless each element is stored once, for every way to cut the pieces wrong.</summary>
    [Fact]
    public void What_is_stored_in_pieces_is_stored_once()
    {
        Random random = new(11);
        (int whole, int broken) = (0, 0);
        for (int draw = 0; draw < 4000; draw++)
        {
            LoopKernel drawn = Drawn(random, out bool isSound);
            int[] times = TimesStored(drawn);
            bool isOnce = times.All(count => count == 1);
            Assert.True(!isSound || isOnce);
            Exception? thrown = Record.Exception(() => KernelVerifier.Verify(drawn));
            Assert.True(isSound ? thrown is null : isOnce || thrown is VerificationException, $"{drawn}\nstores {string.Join(", ", times)}");
            (whole, broken) = (whole + (isSound ? 1 : 0), broken + (isOnce ? 0 : 1));
        }
        Assert.True(whole > 500 && broken > 500, $"{whole} sound, {broken} broken");
    }

    // Two axes of elements in runs of 1 to 3, perhaps with the last run cut short, and one that is whole; in half of the draws something is wrong.
    private static LoopKernel Drawn(Random random, out bool isSound)
    {
        long[] step = [random.Next(1, 4), random.Next(1, 4), 1];
        long[] size = [random.Next(1, 8), random.Next(1, 8), random.Next(1, 4)];
        Shape strides = Shape.Create(size).Strides;
        LoopAxis[] axes = [.. size.Select((count, axis) => new LoopAxis(axis, (count + step[axis] - 1) / step[axis]))];
        List<Store> stores = [];
        for (int first = 0; first < step[0]; first++)
        {
            for (int second = 0; second < step[1]; second++)
            {
                IndexMap[] at = [(IndexMap.Of(axes[0]) * step[0]) + first, (IndexMap.Of(axes[1]) * step[1]) + second, IndexMap.Of(axes[2])];
                Guard inside = at.Zip(size).Aggregate(Guard.Always, (guard, axis) => guard.And(Guard.Within(axis.First, axis.Second)));
                stores.Add(new Store(new Place(0, IndexMap.Flatten(at, strides), inside), 0));
            }
        }
        isSound = random.Next(2) == 0 && axes.All(axis => axis.Size > 0);
        if (!isSound)
        {
            int place = random.Next(stores.Count);
            Place own = stores[place].Place;
            stores[place] = stores[place] with
            {
                Place = random.Next(3) switch
                {
                    0 => own with { Map = own.Map + random.Next(-2, 3) },
                    1 => own with { Guard = own.Guard.And(Guard.Within(IndexMap.Of(axes[random.Next(3)]), random.Next(1, 4))) },
                    _ => stores[random.Next(stores.Count)].Place,
                },
            };
        }
        Stage stage = new(StagePhase.AtPoint, [], [new Immediate(Literal.Scalar(0f))], [.. stores]);
        return new LoopKernel([new KernelOperand(new TensorType(ElementType.F32, Shape.Create(size)), OperandAccess.Write)], [.. axes.Where(axis => axis.Size > 1)], [stage]);
    }

    private static int[] TimesStored(LoopKernel kernel)
    {
        int[] times = new int[kernel.Operands[0].Type.ElementCount];
        long[] values = new long[3];
        long[] sizes = [.. Enumerable.Range(0, 3).Select(number => kernel.Axes.Where(axis => axis.Number == number).Select(axis => axis.Size).FirstOrDefault(1))];
        for (values[0] = 0; values[0] < sizes[0]; values[0]++)
        {
            for (values[1] = 0; values[1] < sizes[1]; values[1]++)
            {
                for (values[2] = 0; values[2] < sizes[2]; values[2]++)
                {
                    foreach (Place place in kernel.Stages[0].Effects.OfType<Store>().Select(store => store.Place).Where(place => place.Guard.Holds(values)))
                    {
                        long element = place.Map.Evaluate(values);
                        times[Math.Clamp(element, 0, times.Length - 1)] += element >= 0 && element < times.Length ? 1 : 2;
                    }
                }
            }
        }
        return times;
    }

    private static int MostStores(KernelStep step) => step.Kernel.Stages.Max(stage =>
        stage.Effects.OfType<Store>().CountBy(store => store.Place.Operand).Select(own => own.Value).DefaultIfEmpty().Max());

    private static void AssertNothingDivides(ExecutionPlan plan)
    {
        foreach (PlanStep step in plan.Steps)
        {
            switch (step)
            {
                case LoopStep loop:
                    AssertNothingDivides(loop.Body);
                    break;
                case KernelStep kernel:
                    Assert.All(
                        kernel.Kernel.Stages.SelectMany(stage => stage.Body.SelectMany(instruction => instruction.Maps()).Concat(stage.Effects.SelectMany(effect => effect.Maps()))),
                        map => Assert.True(map.IsAffine, $"{map} in\n{kernel.Kernel}"));
                    break;
                default:
                    Assert.Fail($"{step.GetType().Name} is not looked into");
                    break;
            }
        }
    }

    /// <summary>What a function of an image gives back for the cotangent of its result.</summary>
    private static Expr Pulled(Shape shape, Func<Expr, Expr> function)
    {
        Expr image = Input("image", shape);
        Expr result = function(image);
        return Vjp(result, Input("cotangent", result.Shape), image)[0];
    }

    private static Expr[] With(Expr result, Func<Expr, Expr> other) => [result, other(result)];
}
