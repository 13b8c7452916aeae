namespace Graph.Tests.IR;

/// <summary>What each operator refuses, and the sentence that says so.</summary>
public sealed class InferenceErrorTests
{
    public static TheoryData<Typing> Shapes =>
    [
        // The number of operands.
        new(new Unary(UnaryKind.Sine), "f32[]; f32[]", "sin takes 1 operand, got 2"),
        new(new Binary(BinaryKind.Add), "f32[]", "add takes 2 operands, got 1"),
        new(new Compare(CompareKind.EqualTo), "", "equal takes 2 operands, got 0"),
        new(new Select(), "bool[]; f32[]", "select takes 3 operands, got 2"),
        new(new Parameter("x", Leaves.Type("f32[]")), "f32[]", "parameter takes 0 operands, got 1"),
        new(new Constant(Literal.Scalar(1)), "f32[]", "constant takes 0 operands, got 1"),
        new(new Iota(Leaves.Type("f32[2]"), 0), "f32[]", "iota takes 0 operands, got 1"),
        new(new Pad([], [], []), "f32[]", "pad takes 2 operands, got 1"),
        new(new Concatenate(0), "", "concatenate takes at least one operand"),
        new(new Contract([], []), "f32[]", "contract takes 2 operands, got 1"),
        new(new Gather(), "f32[2]", "gather takes 2 operands, got 1"),
        new(new Scatter(ScatterKind.Accumulate), "f32[2]; i32[]", "scatter takes 3 operands, got 2"),
        new(new Scan(InferenceTests.Body("f32[]", 0), 3, 1, 0), "", "scan takes 1 operand, got 0"),
        new(new Project(0), "f32[]; f32[]", "project takes 1 operand, got 2"),

        // Elementwise.
        new(new Binary(BinaryKind.Add), "f32[2,3]; f32[2,4]", "add takes equal shapes, but 'a' f32[2,3] and 'b' f32[2,4] differ in axis 1: 3 against 4"),
        new(new Compare(CompareKind.LessThan), "f32[2]; f32[2,1]", "less takes equal shapes, but 'a' f32[2] and 'b' f32[2,1] differ: rank 1 against rank 2"),
        new(new Select(), "bool[2]; f32[3]; f32[4]", "select takes equal shapes, but 'b' f32[3] and 'c' f32[4] differ in axis 0: 3 against 4"),
        new(new Select(), "bool[2]; f32[3]; f32[3]", "select takes equal shapes, but its condition 'a' bool[2] and 'b' f32[3] differ in axis 0: 2 against 3"),

        // Leaves.
        new(new Iota(Leaves.Type("f32[]"), 0), "", "iota names axis 0 of the shape [], which has rank 0"),
        new(new Iota(Leaves.Type("f32[2]"), -1), "", "iota names axis -1 of the shape [2], which has rank 1"),

        // Movement.
        new(new Reshape([4]), "f32[2,3]", "'a' f32[2,3] has 6 elements and cannot be reshaped to [4], which has 4"),
        new(new Reshape([-1]), "f32[1]", "a tensor of shape [-1] cannot be: the size -1 is negative"),
        new(new Transpose([0]), "f32[2,3]", "transpose needs one place for each of the 2 axes of 'a' f32[2,3], got 1"),
        new(new Transpose([0, 0]), "f32[2,3]", "transpose names axis 0 twice in permutation [0,0]"),
        new(new Transpose([0, 2]), "f32[2,3]", "transpose names axis 2, but 'a' f32[2,3] has axes 0 to 1"),
        new(new Broadcast([2, 3], [1, 0]), "f32[3,2]", "broadcast takes ascending axes of [2,3], got [1,0]"),
        new(new Broadcast([2], [1]), "f32[2]", "broadcast takes ascending axes of [2], got [1]"),
        new(new Broadcast([2], []), "f32[2]", "broadcast needs one place for each of the 1 axes of 'a' f32[2], got 0"),
        new(new Broadcast([3], [0]), "f32[1]", "'a' f32[1] cannot be broadcast to [3]: its axis 0 has size 1, axis 0 of the result 3"),
        new(new Slice([0], [4], [1]), "f32[3]", "the slice 0..4 of axis 0 lies outside of 'a' f32[3], whose axis 0 has size 3"),
        new(new Slice([2], [1], [1]), "f32[3]", "the slice 2..1 of axis 0 lies outside of 'a' f32[3], whose axis 0 has size 3"),
        new(new Slice([-1], [1], [1]), "f32[3]", "the slice -1..1 of axis 0 lies outside of 'a' f32[3], whose axis 0 has size 3"),
        new(new Slice([0], [1], [0]), "f32[3]", "slice needs strides of at least 1, got [0]"),
        new(new Slice([0, 0], [1], [1]), "f32[3]", "slice needs one start for each of the 1 axes of 'a' f32[3], got 2"),
        new(new Slice([0], [], [1]), "f32[3]", "slice needs one limit for each of the 1 axes of 'a' f32[3], got 0"),
        new(new Slice([0], [1], [1, 1]), "f32[3]", "slice needs one stride for each of the 1 axes of 'a' f32[3], got 2"),
        new(new Pad([0], [0], [0]), "f32[3]; f32[1]", "pad fills with a scalar, but 'b' f32[1] has rank 1"),
        new(new Pad([-2], [-2], [0]), "f32[3]; f32[]", "pad crops 4 elements from axis 0 of 'a' f32[3], which has 3"),
        new(new Pad([0], [0], [-1]), "f32[3]; f32[]", "pad needs interior amounts of at least 0, got [-1]"),
        new(new Pad([0, 0], [0], [0]), "f32[3]; f32[]", "pad needs one low amount for each of the 1 axes of 'a' f32[3], got 2"),
        new(new Pad([0], [], [0]), "f32[3]; f32[]", "pad needs one high amount for each of the 1 axes of 'a' f32[3], got 0"),
        new(new Pad([0], [0], []), "f32[3]; f32[]", "pad needs one interior amount for each of the 1 axes of 'a' f32[3], got 0"),
        new(new Pad([long.MaxValue], [long.MaxValue], [0]), "f32[3]; f32[]", "pad would give axis 0 the size 18446744073709551617, which is more than 2^63 − 1"),
        new(new Pad([0], [0], [long.MaxValue]), "f32[3]; f32[]", "pad would give axis 0 the size 18446744073709551617, which is more than 2^63 − 1"),
        new(new Concatenate(1), "f32[2]", "concatenate names axis 1, but 'a' f32[2] has axis 0 only"),
        new(new Concatenate(0), "f32[]", "concatenate names axis 0, but 'a' f32[] has no axes"),
        new(new Concatenate(0), "f32[2,3]; f32[2,4]", "concatenate along axis 0 takes shapes that agree elsewhere, but 'a' f32[2,3] and 'b' f32[2,4] differ in axis 1: 3 against 4"),
        new(new Concatenate(0), "f32[2,3]; f32[2]", "concatenate along axis 0 takes shapes that agree elsewhere, but 'a' f32[2,3] and 'b' f32[2] differ: rank 2 against rank 1"),
        new(
            new Concatenate(0), "u8[4611686018427387904]; u8[4611686018427387904]",
            "concatenate would give axis 0 the size 9223372036854775808, which is more than 2^63 − 1"),
        new(new Reverse([2]), "f32[2,3]", "reverse names axis 2, but 'a' f32[2,3] has axes 0 to 1"),
        new(new Reverse([1, 1]), "f32[2,3]", "reverse names axis 1 twice in axes [1,1]"),

        // Reductions.
        new(new Reduce(ReduceKind.SumOf, [1]), "f32[2]", "reduce names axis 1, but 'a' f32[2] has axis 0 only"),
        new(new Reduce(ReduceKind.SumOf, [1, 0]), "f32[2,3]", "reduce takes its axes in ascending order, got [1,0]"),
        new(new Reduce(ReduceKind.SumOf, [0, 0]), "f32[2,3]", "reduce names axis 0 twice in axes [0,0]"),
        new(new Reduce(ReduceKind.MaximumOf, [1]), "f32[2,0]", "the max of nothing is not defined: axes [1] of 'a' f32[2,0] hold no elements"),
        new(new Reduce(ReduceKind.MinimumOf, [0]), "i32[0]", "the min of nothing is not defined: axes [0] of 'a' i32[0] hold no elements"),
        new(new ArgReduce(ExtremumKind.Largest, 0), "f32[0,2]", "arg-reduce needs 1 to 2147483647 elements along axis 0, 'a' f32[0,2] has 0"),
        new(new ArgReduce(ExtremumKind.Largest, 0), "u8[2147483648]", "arg-reduce needs 1 to 2147483647 elements along axis 0, 'a' u8[2147483648] has 2147483648"),
        new(new ArgReduce(ExtremumKind.Least, 2), "f32[1,2]", "arg-reduce names axis 2, but 'a' f32[1,2] has axes 0 to 1"),
        new(new Cumulative(ReduceKind.SumOf, -1), "f32[2]", "cumulative names axis -1, but 'a' f32[2] has axis 0 only"),

        // Windows.
        new(new Window([1], [1], [1], [1]), "f32[3]", "window names axis 1, but 'a' f32[3] has axis 0 only"),
        new(new Window([0, 0], [1, 1], [1, 1], [1, 1]), "f32[3]", "window names axis 0 twice in axes [0,0]"),
        new(new Window([0], [1, 2], [1], [1]), "f32[3]", "window needs one size for each of the 1 axes of the window, got 2"),
        new(new Window([0], [1], [], [1]), "f32[3]", "window needs one stride for each of the 1 axes of the window, got 0"),
        new(new Window([0], [1], [1], []), "f32[3]", "window needs one dilation for each of the 1 axes of the window, got 0"),
        new(new Window([0], [0], [1], [1]), "f32[3]", "window needs sizes of at least 1, got [0]"),
        new(new Window([0], [1], [0], [1]), "f32[3]", "window needs strides of at least 1, got [0]"),
        new(new Window([0], [1], [1], [0]), "f32[3]", "window needs dilations of at least 1, got [0]"),
        new(new Fold([0], [5], [1], [1]), "f32[2,3]", "fold of 'a' f32[2,3] to length 5 needs 3 windows of size 3 along axis 0, got 2"),
        new(new Fold([1], [5], [1], [1]), "f32[3,3]", "fold names axis 1, but of 'a' f32[3,3] the last 1 axes are the window's"),
        new(new Fold([0, 1], [5, 5], [1, 1], [1, 1]), "f32[3,3]", "fold names axis 0, but of 'a' f32[3,3] the last 2 axes are the window's"),
        new(new Fold([0], [5, 5], [1], [1]), "f32[3,3]", "fold needs one length for each of the 1 axes of the window, got 2"),
        new(new Fold([0], [5], [1, 1], [1]), "f32[3,3]", "fold needs one stride for each of the 1 axes of the window, got 2"),
        new(new Fold([0], [5], [1], []), "f32[3,3]", "fold needs one dilation for each of the 1 axes of the window, got 0"),
        new(new Fold([0], [-1], [1], [1]), "f32[3,3]", "fold needs lengths of at least 0, got [-1]"),
        new(new Fold([0], [5], [0], [1]), "f32[3,3]", "fold needs strides of at least 1, got [0]"),
        new(new Fold([0], [5], [1], [0]), "f32[3,3]", "fold needs dilations of at least 1, got [0]"),
        new(new Fold([2], [5], [1], [1]), "f32[3,3]", "fold names axis 2, but 'a' f32[3,3] has axes 0 to 1"),

        // Contractions.
        new(
            new Contract([1], [0]), "f32[2,3]; f32[4,5]",
            "'a' f32[2,3] and 'b' f32[4,5] differ in a contracted dimension: axis 1 of the left operand has size 3, axis 0 of the right one 4"),
        new(
            new Contract([2], [1], [0], [0]), "f32[2,3,4]; f32[5,4]",
            "'a' f32[2,3,4] and 'b' f32[5,4] differ in a batch dimension: axis 0 of the left operand has size 2, axis 0 of the right one 5"),
        new(new Contract([1], []), "f32[2,3]; f32[3]", "contract needs one axis of the right operand for each of the 1 contracting axes of the left one, got 0"),
        new(new Contract([], [], [0], []), "f32[2,3]; f32[3]", "contract needs one batch axis of the right operand for each of the 1 batch axes of the left one, got 0"),
        new(new Contract([0], [0], [0], [1]), "f32[2,2]; f32[2,2]", "contract names axis 0 twice in axes [0,0]"),
        new(new Contract([2], [0]), "f32[2,3]; f32[3]", "contract names axis 2, but 'a' f32[2,3] has axes 0 to 1"),
        new(new Contract([1], [1]), "f32[2,3]; f32[3]", "contract names axis 1, but 'b' f32[3] has axis 0 only"),

        // Indexing.
        new(new Gather(), "f32[]; i32[]", "gather with 0 batch axes needs one axis more in 'a' f32[] and as many in 'b' i32[]"),
        new(new Gather(1), "f32[2,3]; i32[]", "gather with 1 batch axes needs one axis more in 'a' f32[2,3] and as many in 'b' i32[]"),
        new(new Gather(-1), "f32[2,3]; i32[]", "gather with -1 batch axes needs one axis more in 'a' f32[2,3] and as many in 'b' i32[]"),
        new(new Gather(1), "f32[2,3]; i32[4,5]", "gather takes operands that agree in the first 1 axes, but 'a' f32[2,3] and 'b' i32[4,5] differ"),
        new(
            new Scatter(ScatterKind.Accumulate), "f32[10,4]; i32[3]; f32[3,5]",
            "scatter into 'a' f32[10,4] at 'b' i32[3] takes updates of shape [3,4], but 'c' f32[3,5] differs in axis 1: 4 against 5"),
        new(new Scatter(ScatterKind.Overwrite, 1), "f32[10]; i32[3]; f32[3]", "scatter with 1 batch axes needs one axis more in 'a' f32[10] and as many in 'b' i32[3]"),
        new(new Sort(1), "f32[3]", "sort names axis 1, but 'a' f32[3] has axis 0 only"),
        new(new Sort(0), "u8[2147483648]", "sort takes at most 2147483647 elements along axis 0, 'a' u8[2147483648] has 2147483648"),

        // Control.
        new(new Project(0), "f32[3]", "project takes an operator with several results, but 'a' f32[3] has one"),
        new(
            new Scan(InferenceTests.Body("f32[2]; i32[]", 0), 3, 1, 1), "f32[2]; i32[4]",
            "the scan's sequence 'b' i32[4] must be i32[3] for parameter 'b' i32[] of its body"),
        new(new Scan(InferenceTests.Body("f32[2]; i32[]", 0), 3, 1, 0), "f32[3]; i32[]", "the scan's carry 'a' f32[3] must be f32[2] for parameter 'a' f32[2] of its body"),
        new(new Scan(InferenceTests.Body("f32[2]; i32[]", 0), 3, 1, 0), "f32[2]; i64[]", "the scan's constant 'b' i64[] must be i32[] for parameter 'b' i32[] of its body"),
        new(
            new Scan(InferenceTests.Body("f32[2]; f32[3]", 1), 3, 1, 0), "f32[2]; f32[3]",
            "the body of a scan must return carry 'a' f32[2] with its own type, but returns f32[3]"),
        new(
            new Scan(InferenceTests.Body("f32[2]", 0), -1, 1, 0), "f32[2]",
            "a scan of -1 steps with 1 carries and 0 sequences does not fit its body, which has 1 parameters and 1 results"),
        new(
            new Scan(InferenceTests.Body("f32[2]", 0), 3, 2, 0), "f32[2]",
            "a scan of 3 steps with 2 carries and 0 sequences does not fit its body, which has 1 parameters and 1 results"),
        new(
            new Scan(InferenceTests.Body("f32[2]"), 3, 1, 0), "f32[2]",
            "a scan of 3 steps with 1 carries and 0 sequences does not fit its body, which has 1 parameters and 0 results"),
        new(
            new Scan(InferenceTests.Body("f32[2]", 0), 3, int.MaxValue, int.MaxValue), "f32[2]",
            "a scan of 3 steps with 2147483647 carries and 2147483647 sequences does not fit its body, which has 1 parameters and 1 results"),
        new(new Call(InferenceTests.Body("f32[2]", 0)), "f32[3]", "the body of the call @body takes (f32[2]), not (f32[3])"),
        new(new Call(InferenceTests.Body("f32[2]", 0)), "", "the body of the call @body takes (f32[2]), not ()"),
        new(
            new Call(InferenceTests.Body("f32[2]", 0), InferenceTests.Body("f32[2]", 0)), "f32[2]",
            "the pullback of the call @body takes (f32[2]), not (f32[2], f32[2], f32[2])"),
        new(
            new Call(InferenceTests.Body("f32[2]; i32[]", 1), Pullback: InferenceTests.Body("f32[2]; i32[]; i32[]", 1)), "f32[2]; i32[]",
            "the pullback of the call @body returns (i32[]), not (f32[2])"),
        new(
            new Call(InferenceTests.Body("f32[2]", 0), Pushforward: InferenceTests.Body("f32[2]; f32[2]")), "f32[2]",
            "the pushforward of the call @body returns (), not (f32[2])"),
    ];

    public static TheoryData<Typing> Elements =>
    [
        new(new Unary(UnaryKind.Exponential), "i32[2]", "exp takes floats, but 'a' i32[2] is i32"),
        new(new Unary(UnaryKind.RoundDown), "i32[2]", "floor takes floats, but 'a' i32[2] is i32"),
        new(new Unary(UnaryKind.Negate), "bool[2]", "negate takes numbers, but 'a' bool[2] is bool"),
        new(new Unary(UnaryKind.Complement), "f32[2]", "not takes integers or bools, but 'a' f32[2] is f32"),
        new(new Binary(BinaryKind.Add), "f32[2]; i32[2]", "add takes operands of one element type, but 'a' f32[2] and 'b' i32[2] differ; cast one of them"),
        new(new Binary(BinaryKind.Larger), "bool[2]; bool[2]", "maximum takes numbers, but 'a' bool[2] is bool"),
        new(new Binary(BinaryKind.Power), "i32[]; i32[]", "power takes floats, but 'a' i32[] is i32"),
        new(new Binary(BinaryKind.BitwiseAnd), "f64[]; f64[]", "and takes integers or bools, but 'a' f64[] is f64"),
        new(new Binary(BinaryKind.ShiftRight), "bool[]; bool[]", "shift-right takes integers, but 'a' bool[] is bool"),
        new(new Compare(CompareKind.GreaterThan), "bool[2]; bool[2]", "greater takes numbers, but 'a' bool[2] is bool"),
        new(new Compare(CompareKind.EqualTo), "u8[2]; bool[2]", "equal takes operands of one element type, but 'a' u8[2] and 'b' bool[2] differ; cast one of them"),
        new(new Select(), "i32[]; f32[]; f32[]", "select takes a bool condition, but 'a' i32[] is i32"),
        new(new Select(), "bool[]; f32[]; f64[]", "select takes operands of one element type, but 'b' f32[] and 'c' f64[] differ; cast one of them"),
        new(new Bitcast(ElementType.F64), "f32[2]", "bitcast takes an element type of the size of f64, but 'a' f32[2] is f32"),
        new(new Bitcast(ElementType.U8), "bool[2]", "bitcast takes numbers, but 'a' bool[2] is bool"),
        new(new Bitcast(ElementType.Bool), "u8[2]", "bitcast makes no bools"),
        new(new Iota(Leaves.Type("bool[2]"), 0), "", "iota counts in a numeric element type, not in bool"),
        new(new Pad([1], [0], [0]), "f32[2]; f64[]", "pad takes operands of one element type, but 'a' f32[2] and 'b' f64[] differ; cast one of them"),
        new(new Concatenate(0), "f32[2]; f64[2]", "concatenate takes operands of one element type, but 'a' f32[2] and 'b' f64[2] differ; cast one of them"),
        new(new Reduce(ReduceKind.MaximumOf, [0]), "bool[2]", "reduce takes numbers, but 'a' bool[2] is bool"),
        new(new ArgReduce(ExtremumKind.Largest, 0), "bool[2]", "arg-reduce takes numbers, but 'a' bool[2] is bool"),
        new(new Cumulative(ReduceKind.SumOf, 0), "bool[2]", "cumulative takes numbers, but 'a' bool[2] is bool"),
        new(new Fold([0], [4], [1], [1]), "bool[4,1]", "fold takes numbers, but 'a' bool[4,1] is bool"),
        new(new Contract([0], [0]), "bool[2]; bool[2]", "contract takes numbers, but 'a' bool[2] is bool"),
        new(new Contract([0], [0]), "f32[2]; f64[2]", "contract takes operands of one element type, but 'a' f32[2] and 'b' f64[2] differ; cast one of them"),
        new(Convolution(), "bool[1,1,3]; bool[1,1,1]", "convolve takes numbers, but 'a' bool[1,1,3] is bool"),
        new(new Gather(), "f32[3]; f32[]", "gather takes integer indices, but 'b' f32[] is f32"),
        new(new Scatter(ScatterKind.Accumulate), "f32[3]; bool[]; f32[]", "scatter takes integer indices, but 'b' bool[] is bool"),
        new(new Scatter(ScatterKind.Accumulate), "bool[3]; i32[]; bool[]", "scatter takes numbers, but 'a' bool[3] is bool"),
        new(new Scatter(ScatterKind.Overwrite), "f32[3]; i32[]; f64[]", "scatter takes operands of one element type, but 'a' f32[3] and 'c' f64[] differ; cast one of them"),
        new(new Sort(0), "bool[2]", "sort takes numbers, but 'a' bool[2] is bool"),
        new(new RandomBits(Leaves.Type("u32[4]")), "i32[2]", "random-bits takes a key of type u32[2], but 'a' i32[2] is none"),
        new(new RandomBits(Leaves.Type("f32[4]")), "u32[2]", "random-bits makes u32 or i64, not f32"),
    ];

    public static TheoryData<Typing> Convolutions =>
    [
        new(Convolution(), "f32[3]; f32[1,1,1]", "the input of a convolution has a batch and a feature axis at least, but 'a' f32[3] has rank 1"),
        new(Convolution(), "f32[1,2,3]; f32[1]", "the kernel of a convolution has a batch and a feature axis at least, but 'b' f32[1] has rank 1"),
        new(Convolution(), "f32[1,2]; f32[1,1,1]", "convolve needs one place of the input for each of the 2 axes of 'a' f32[1,2], got 3"),
        new(Convolution(), "f32[1,2,3]; f32[4,3,2]", "the input 'a' f32[1,2,3] has 2 features (axis 1), but the kernel 'b' f32[4,3,2] takes 3 (axis 1) in each of 1 groups"),
        new(
            Convolution() with { Groups = 2 }, "f32[1,4,3]; f32[3,2,2]",
            "the kernel 'b' f32[3,2,2] has 3 output features (axis 0), which 2 groups do not divide"),
        new(
            Convolution() with { Groups = 0 }, "f32[1,4,3]; f32[3,2,2]",
            "the input 'a' f32[1,4,3] has 4 features (axis 1), but the kernel 'b' f32[3,2,2] takes 2 (axis 1) in each of 0 groups"),
        new(Convolution() with { Stride = [0] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs strides of at least 1, got [0]"),
        new(Convolution() with { InputDilation = [0] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs input dilations of at least 1, got [0]"),
        new(Convolution() with { KernelDilation = [-1] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs kernel dilations of at least 1, got [-1]"),
        new(Convolution() with { Stride = [1, 1] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs one stride for each of the 1 spatial axes, got 2"),
        new(Convolution() with { Low = [] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs one low padding for each of the 1 spatial axes, got 0"),
        new(Convolution() with { High = [] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs one high padding for each of the 1 spatial axes, got 0"),
        new(Convolution() with { InputDilation = [] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs one input dilation for each of the 1 spatial axes, got 0"),
        new(Convolution() with { KernelDilation = [] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs one kernel dilation for each of the 1 spatial axes, got 0"),
        new(Convolution() with { Output = [0, 1] }, "f32[1,2,3]; f32[4,2,2]", "convolve needs one place of the output for each of the 3 axes of 'a' f32[1,2,3], got 2"),
        new(Convolution() with { Output = [0, 1, 1] }, "f32[1,2,3]; f32[4,2,2]", "convolve names axis 1 twice in the axes of the output [0,1,1]"),
        new(Convolution() with { Kernel = [0, 0, 1] }, "f32[1,2,3]; f32[4,2,2]", "convolve names axis 0 twice in the axes of the kernel [0,0,1]"),
        new(
            Convolution() with { Kernel = [0, 1] }, "f32[1,2,3]; f32[4,2]",
            "the input 'a' f32[1,2,3] and the kernel 'b' f32[4,2] of a convolution differ in rank"),
        new(
            Convolution() with { Low = [long.MaxValue], High = [long.MaxValue] }, "f32[1,2,3]; f32[4,2,1]",
            "convolve would give axis 2 the size 18446744073709551617, which is more than 2^63 − 1"),
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    [MemberData(nameof(Convolutions))]
    public void A_shape_that_does_not_fit_is_a_sentence(Typing typing) =>
        Assert.Equal(typing.Expected, Assert.Throws<ShapeException>(() => Expr.Create(typing.Op, Leaves.Of(typing.Operands))).Sentence);

    [Theory]
    [MemberData(nameof(Elements))]
    public void An_element_type_that_does_not_fit_is_a_sentence(Typing typing) =>
        Assert.Equal(typing.Expected, Assert.Throws<ElementTypeException>(() => Expr.Create(typing.Op, Leaves.Of(typing.Operands))).Sentence);

    public static TheoryData<Op, string> Members => new()
    {
        { new Unary((UnaryKind)99), "UnaryKind has no member 99" },
        { new Binary((BinaryKind)99), "BinaryKind has no member 99" },
        { new Compare((CompareKind)99), "CompareKind has no member 99" },
        { new Reduce((ReduceKind)9, [0]), "ReduceKind has no member 9" },
        { new Cumulative((ReduceKind)9, 0), "ReduceKind has no member 9" },
        { new ArgReduce((ExtremumKind)9, 0), "ExtremumKind has no member 9" },
        { new Scatter((ScatterKind)9), "ScatterKind has no member 9" },
        { new Cast((ElementType)9), "ElementType has no member 9" },
        { new Bitcast((ElementType)9), "ElementType has no member 9" },
        { new Parameter("x", Leaves.Type("f32[]"), (LeafRole)9), "LeafRole has no member 9" },
    };

    [Theory]
    [MemberData(nameof(Members), DisableDiscoveryEnumeration = true)]
    public void A_number_that_is_no_member_is_a_sentence(Op op, string expected) =>
        Assert.Equal(expected, Assert.Throws<GraphException>(() => Expr.Create(op, Leaves.Of("f32[3]"))).Sentence);

    [Fact]
    public void What_is_not_given_is_a_sentence()
    {
        Expr x = Leaves.Named("x", "f32[3]");
        Assert.Equal("operand 1 of Binary is null", Assert.Throws<GraphException>(() => Expr.Create(new Binary(BinaryKind.Add), x, null!)).Sentence);
        Assert.Equal(
            "Binary was given no list of operands but the default of the array",
            Assert.Throws<GraphException>(() => Expr.Create(new Binary(BinaryKind.Add), default(ImmutableArray<Expr>))).Sentence);
        string list = "@f was given a list of parameters, results or names that is the default of the array or holds a null";
        Assert.Equal(list, Assert.Throws<GraphException>(() => Computation.Create("f", default, [x])).Sentence);
        Assert.Equal(list, Assert.Throws<GraphException>(() => Computation.Create("f", [x], default)).Sentence);
        Assert.Equal(list, Assert.Throws<GraphException>(() => Computation.Create("f", [x], [null!])).Sentence);
    }

    [Fact]
    public void A_tuple_is_no_operand()
    {
        Expr sorted = Expr.Create(new Sort(0), Leaves.Of("f32[3]"));
        Assert.Equal(
            "sort has several results, (f32[3], i32[3]); take one of them with an index, such as result[0]",
            Assert.Throws<ShapeException>(() => sorted + 1).Sentence);
        Assert.Equal(
            "sort (f32[3], i32[3]) is a tuple; take one of its results with an index, such as result[0]",
            Assert.Throws<ShapeException>(() => sorted[1..]).Sentence);
        Assert.Equal("there is no result 2 of sort (f32[3], i32[3]), which has 2", Assert.Throws<ShapeException>(() => sorted[2]).Sentence);
        Assert.Equal("there is no result -1 of sort (f32[3], i32[3]), which has 2", Assert.Throws<ShapeException>(() => sorted[^3]).Sentence);
    }

    private static Convolve Convolution() => new([0, 1, 2], [0, 1, 2], [0, 1, 2], [1], [0], [0], [1], [1], 1);
}
