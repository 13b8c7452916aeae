using static Graph.Ops;

namespace Graph.Tests.Facade;

/// <summary>Wrong programs, each with the sentence that it gets; the place of the caller is checked by <see cref="Wrong"/>.</summary>
public sealed class WrongProgramTests
{
    private static readonly Expr X = Input("x", [2, 3]), W = Parameter("w", [4, 5]), V = Input("v", [3]), S = Input("s", []);
    private static readonly Expr Labels = Input("labels", [2], ElementType.I32), Mask = Input("mask", [2, 3], ElementType.Bool), D = Input("d", [2, 3], ElementType.F64);
    private static readonly Expr Image = Input("image", [1, 8, 8, 3]), Kernel = Parameter("kernel", [3, 3, 4, 6]), Key0 = Key(0);

    private static readonly Dictionary<string, (Func<object?> Program, Type Exception)> Table = new()
    {
        ["MatMul: the left operand 'x' f32[2,3] and the right operand 'w' f32[4,5] do not fit: axis 1 of the left one has size 3, axis 0 of the right one 4"] = Shape(() => MatMul(X, W)),
        ["MatMul: the right operand 's' f32[] is a scalar; use * for that"] = Shape(() => MatMul(X, S)),
        ["MatMul: the batches [2] of the left operand 'a' f32[2,3,4] and [3] of the right operand 'b' f32[3,4,5] cannot be broadcast together: axis 0 of the left operand has size 2, axis 0 of the right one 3"] =
            Shape(() => MatMul(Input("a", [2, 3, 4]), Input("b", [3, 4, 5]))),
        ["MatMul: contract takes operands of one element type, but 'd' f64[2,3] and 'v' f32[3] differ; cast one of them"] = Element(() => MatMul(D, V)),
        ["Dot: the right operand 'x' f32[2,3] is no vector: it has rank 2"] = Shape(() => Dot(V, X)),
        ["add: 'x' f32[2,3] and 'w' f32[4,5] cannot be broadcast together: axis 1 of the left operand has size 3, axis 1 of the right one 5"] = Shape(() => X + W),
        ["add takes operands of one element type, but 'x' f32[2,3] and 'd' f64[2,3] differ; cast one of them"] = Element(() => X + D),
        ["the constant 0.5 cannot be i32, the element type it meets here; constants never promote a tensor, so cast the tensor first"] = Element(() => Labels * 0.5),
        ["Maximum: 'x' f32[2,3] and 'w' f32[4,5] cannot be broadcast together: axis 1 of the left operand has size 3, axis 1 of the right one 5"] = Shape(() => Maximum(X, W)),
        ["Where: select takes a bool condition, but 'x' f32[2,3] is f32"] = Element(() => Where(X, X, X)),
        ["Exp: exp takes floats, but 'labels' i32[2] is i32"] = Element(() => Exp(Labels)),
        ["Softmax: there is no axis 2: 'x' f32[2,3] has rank 2, so axes go from -2 to 1"] = Shape(() => Softmax(X, 2)),
        ["Softmax: it takes floats, but 'labels' i32[2] is i32; cast it first"] = Element(() => Softmax(Labels)),
        ["Sum: there is no axis 0: 's' f32[] is a scalar and has no axes"] = Shape(() => Sum(S, 0)),
        ["Sum: axis -1 of 'x' f32[2,3] stands twice in [1,-1]"] = Shape(() => Sum(X, [1, -1])),
        ["Sum: it takes numbers, but 'mask' bool[2,3] is bool; use Any or All, or cast it first"] = Element(() => Sum(Mask)),
        ["Any: it takes bools, but 'x' f32[2,3] is f32; compare it first"] = Element(() => Any(X)),
        ["Max: the max of nothing is not defined: axes [0] of 'none' f32[0] hold no elements"] = Shape(() => Max(Input("none", [0]))),
        ["Mean: it takes floats, but 'labels' i32[2] is i32; cast it first"] = Element(() => Mean(Labels)),
        ["Reshape: 'x' f32[2,3] has 6 elements and cannot be reshaped to [4,-1]: 4 does not divide 6"] = Shape(() => Reshape(X, [4, -1])),
        ["Reshape: 'x' f32[2,3] has 6 elements and cannot be reshaped to [5], which has 5"] = Shape(() => Reshape(X, [5])),
        ["Reshape: the shape [-1,-1] leaves more than one size open"] = Shape(() => Reshape(X, [-1, -1])),
        ["Squeeze: only an axis of size 1 can go away, but axis 0 of 'x' f32[2,3] has size 2"] = Shape(() => Squeeze(X, 0)),
        ["Split: 2 does not divide the size 3 of axis 1 of 'x' f32[2,3]"] = Shape(() => Split(X, 2, 1)),
        ["Split: the sizes [1,1] do not add up to the size 3 of axis 1 of 'x' f32[2,3]"] = Shape(() => Split(X, [1, 1], 1)),
        ["Stack: it takes tensors of one shape, but 'x' f32[2,3] and 'v' f32[3] differ"] = Shape(() => Stack([X, V])),
        ["Concatenate: it takes at least one tensor"] = Shape(() => Concatenate([])),
        ["PadReflect: axis 0 of 'x' f32[2,3] cannot have 2 elements put before and 0 behind it: it needs more elements than are put there"] = Shape(() => PadReflect(X, [2, 0], [0, 0])),
        ["BroadcastTo: 'v' f32[3] cannot be broadcast to [3,2]"] = Shape(() => BroadcastTo(V, [3, 2])),
        ["the index 5 lies outside of axis 0 of 'x' f32[2,3], which has size 2"] = Shape(() => X[5]),
        ["Conv2D: the input 'image' f32[1,8,8,3] has 3 features (its last axis), but the kernel 'kernel' f32[3,3,4,6] takes 4 (axis 2)"] = Shape(() => Conv2D(Image, Kernel)),
        ["Conv2D: the input 'x' f32[2,3] must have the axes [batch, height, width, features]"] = Shape(() => Conv2D(X, Kernel)),
        ["Conv2D: the strides must be one number, or one for each of the 2 spatial axes, got [1,1,1]"] = Shape(() => Conv2D(Image, Input("k", [3, 3, 3, 6]), [1, 1, 1])),
        ["Conv2D: the dilation must be at least 1, got [0]"] = Shape(() => Conv2D(Image, Input("k", [3, 3, 3, 6]), dilation: [0])),
        ["MaxPool2D: the padding (low [2], high [2]) must be smaller than the window [2,2]"] = Shape(() => MaxPool2D(Image, [2], padding: Padding.Of([2]))),
        ["LayerNorm: the scale 'x' f32[2,3] must have the shape [3] of the features"] = Shape(() => LayerNorm(X, X, null)),
        ["GroupNorm: 2 groups do not divide the features, the last axis behind the batch, of 'image' f32[1,8,8,3]"] = Shape(() => GroupNorm(Image, 2)),
        ["CumSum: it takes numbers, but 'mask' bool[2,3] is bool; cast it first"] = Element(() => CumSum(Mask, 0)),
        ["CumProd: it takes numbers, but 'mask' bool[2,3] is bool; cast it first"] = Element(() => CumProd(Mask, 0)),
        ["Einsum: it takes numbers, but 'mask' bool[2,3] is bool; cast it first"] = Element(() => Einsum("ij->i", Mask)),
        ["Norm: the order of a norm must be 1, 2 or infinity, got 0.5"] = Other(() => Norm(X, [0], 0.5)),
        ["Huber: delta must be above 0, got -1"] = Other(() => Huber(X, X, -1)),
        ["Arange: the numbers from 0 to 299 cannot all be u8; take a wider element type"] = Element(() => Arange(300, ElementType.U8)),
        ["Arange: the numbers from -2 to 4 cannot all be u32; take a wider element type"] = Element(() => Arange(-2, 5, 2, ElementType.U32)),
        ["MaxPool2D: the size of the window must be one number, or one for each of the 2 spatial axes, got []"] = Shape(() => MaxPool2D(Image, [])),
        ["PadEdge: it adds elements, so the amounts must be at least 0, got [0,-1] and [0,0]; Pad removes elements where an amount is negative"] = Shape(() => PadEdge(X, [0, -1], [0, 0])),
        ["FoldIn: the number must be from 0 to 4294967295, got -1"] = Other(() => FoldIn(Key0, -1L)),
        ["TopK: there are no 4 smallest of the 3 elements along axis 1 of 'x' f32[2,3]"] = Shape(() => TopK(X, 4, smallest: true)),
        ["Einsum: the subscripts \"ij,jk\" are for 2 operands, got 1"] = Shape(() => Einsum("ij,jk", X)),
        ["Einsum: the subscripts \"ijk\" name 3 axes, but operand 0, 'x' f32[2,3], has rank 2"] = Shape(() => Einsum("ijk->i", X)),
        ["Einsum: 'j' has size 3 and, as axis 0 of operand 1, 'w' f32[4,5], size 4"] = Shape(() => Einsum("ij,jk->ik", X, W)),
        ["Einsum: the result names 'k', which no operand has"] = Shape(() => Einsum("ij->k", X)),
        ["Einsum: the result names 'i' twice"] = Shape(() => Einsum("ij->ii", X)),
        ["Einsum: the subscripts \"i*\" have '*'; axes are named by letters, left-over axes by ..."] = Shape(() => Einsum("i*->i", X)),
        ["Einsum: the result \"\" lacks the ellipsis that the operands have"] = Shape(() => Einsum("...->", X)),
        ["MeanSquaredError: the prediction 'y' f32[8,1] and the target 't' f32[8] differ in shape, [8,1] against [8]; a loss does not broadcast, so reshape one of them"] =
            Shape(() => MeanSquaredError(Input("y", [8, 1]), Input("t", [8]))),
        ["MeanSquaredError: the target 'labels' i32[2] holds integers: class labels belong to SoftmaxCrossEntropy, values are cast to f32 first"] = Element(() => MeanSquaredError(X[.., 0], Labels)),
        ["MeanSquaredError: the prediction 'labels' i32[2] must be floats"] = Element(() => MeanSquaredError(Labels, Labels)),
        ["Huber: the target 'd' f64[2,3] must have the element type f32 of the prediction 'x' f32[2,3]; cast it first"] = Element(() => Huber(X, D)),
        ["SigmoidCrossEntropy: the target 'mask' bool[2,3] must have the element type f32 of the logits 'x' f32[2,3]; cast it first"] = Element(() => SigmoidCrossEntropy(X, Mask)),
        ["SigmoidCrossEntropy: the logits logistic f32[2,3] are probabilities, made by Sigmoid; give what went into it, or use a loss that takes probabilities"] = Element(() => SigmoidCrossEntropy(Sigmoid(X), X)),
        ["SoftmaxCrossEntropy: the logits divide f32[2,3] are probabilities, made by Softmax; give what went into it, or use a loss that takes probabilities"] = Element(() => SoftmaxCrossEntropy(Softmax(X), Labels)),
        ["SigmoidCrossEntropy: the logits stop-gradient f32[2,3] are probabilities, made by Sigmoid; give what went into it, or use a loss that takes probabilities"] = Element(() => SigmoidCrossEntropy(StopGradient(Sigmoid(X)), X)),
        ["SigmoidCrossEntropy: the logits cast f64[2,3] are probabilities, made by Sigmoid; give what went into it, or use a loss that takes probabilities"] = Element(() => SigmoidCrossEntropy(Cast(Sigmoid(X), ElementType.F64), D)),
        ["SigmoidCrossEntropy: the logits select f32[2,3] are probabilities, made by Sigmoid; give what went into it, or use a loss that takes probabilities"] = Element(() => SigmoidCrossEntropy(Clip(Sigmoid(X), 1e-7, 1 - 1e-7), X)),
        ["SigmoidCrossEntropy: the logits maximum f32[2,3] are probabilities, made by Sigmoid; give what went into it, or use a loss that takes probabilities"] = Element(() => SigmoidCrossEntropy(Maximum(Sigmoid(X), 1e-7), X)),
        ["SigmoidCrossEntropy: the logits concatenate f32[4,3] are probabilities, made by Sigmoid; give what went into it, or use a loss that takes probabilities"] =
            Element(() => SigmoidCrossEntropy(Concatenate([Sigmoid(X), Sigmoid(X)]), Input("t", [4, 3]))),
        ["SoftmaxCrossEntropy: the logits reshape f32[3,2] are probabilities, made by Softmax; give what went into it, or use a loss that takes probabilities"] =
            Element(() => SoftmaxCrossEntropy(Reshape(Softmax(X), [3, 2]), Labels)),
        ["SoftmaxCrossEntropy: class labels 'l' i32[2,1] must have the shape [2] of the logits 'x' f32[2,3] without axis 1"] = Shape(() => SoftmaxCrossEntropy(X, Input("l", [2, 1], ElementType.I32))),
        ["SoftmaxCrossEntropy: class labels 'l' i32[2,3] must have the shape [2] of the logits 'x' f32[2,3] without axis 1; a dense target is of floats"] =
            Shape(() => SoftmaxCrossEntropy(X, Input("l", [2, 3], ElementType.I32))),
        ["SoftmaxCrossEntropy: the target 't' f32[2] has the shape of class labels but holds f32; labels are integers, a dense target has the shape [2,3] of the logits"] =
            Element(() => SoftmaxCrossEntropy(X, Input("t", [2]))),
        ["Embedding: the indices 'x' f32[2,3] must be integers"] = Element(() => Embedding(W, X)),
        ["Embedding: the table 'v' f32[3] must have rank 2, one row for each index"] = Shape(() => Embedding(V, Labels)),
        ["TakeAlongAxis: the indices 'labels' i32[2] must have the shape of 'x' f32[2,3] but for axis 1"] = Shape(() => TakeAlongAxis(X, Labels, 1)),
        ["ScatterAdd: the updates 'v' f32[3] must have the shape [2,3] of 'x' f32[2,3] with axis 0 replaced by those of the indices 'labels' i32[2]"] = Shape(() => ScatterAdd(X, Labels, V)),
        ["TopK: there are no 4 largest of the 3 elements along axis 1 of 'x' f32[2,3]"] = Shape(() => TopK(X, 4)),
        ["Uniform: random-bits takes a key of type u32[2], but 'v' f32[3] is none"] = Element(() => Uniform(V, [2])),
        ["Dropout: the rate must be from 0 to 1, got 1.5"] = Other(() => Dropout(X, 1.5, Key0)),
        ["Dropout: the rate 1 would drop everything; it must be below 1"] = Other(() => Dropout(X, 1, Key0)),
        ["Differentiate: a loss is a scalar, but 'x' f32[2,3] has shape [2,3]; take its mean or its sum"] = Shape(() => Differentiate(X, X)),
        ["Differentiate: the loss reduce f32[] does not depend differentiably on 'w' f32[4,5], 'v' f32[3]"] = Other(() => Differentiate(Sum(X), W, X, V)),
        ["Vjp: exp f32[2,3] does not depend differentiably on 'w' f32[4,5]"] = Other(() => Vjp(Exp(X), X, W)),
        ["Jacobian: exp f32[2,3] does not depend differentiably on 'w' f32[4,5]"] = Other(() => Jacobian(Exp(X), W)),
        ["Jvp: exp f32[2,3] does not depend differentiably on 'v' f32[3]"] = Other(() => Jvp(Exp(X), V, V)),
        ["Scan: the sequence 'w' f32[4,5] has 4 elements along its leading axis, not 2"] = Shape(() => Scan((c, x) => (c, []), [], [X, W])),
        ["Scan: the sequence 's' f32[] is a scalar and has no axis to go along"] = Shape(() => Scan((h, x) => (h, x), V, S)),
        ["Scan: without a sequence it takes a length"] = Shape(() => Scan((c, x) => (c, []), [V], [])),
        ["Scan: carry begins as 's' f32[], but the step returns add f32[3]; a carry keeps its type"] = Shape(() => Scan((h, x) => (h + x, x), S, X)),
        ["CustomDerivative: the function uses 'w' f32[4,5] from outside, whose derivative would be lost; make it an operand"] = Other(() => CustomDerivative(x => Sum(x) * W, (_, _, dy) => dy, X)),
        ["CustomDerivative: the pullback of the call @function returns (f32[]), not (f32[2,3])"] = Shape(() => CustomDerivative(x => Sum(x), (_, _, dy) => dy, X)),
        ["Input: a tensor of shape [2,-1] cannot be: the size -1 is negative"] = Shape(() => Input("n", [2, -1])),
        ["Constant: the constant 300 cannot be u8, the element type it meets here; constants never promote a tensor, so cast the tensor first"] = Element(() => Constant(300, ElementType.U8)),
    };

    public static TheoryData<string> Sentences => [.. Table.Keys];

    [Theory]
    [MemberData(nameof(Sentences))]
    public void A_wrong_program_gets_one_sentence(string sentence)
    {
        (Func<object?> program, Type exception) = Table[sentence];
        if (exception == typeof(ShapeException))
        {
            Wrong.Says<ShapeException>(sentence, program);
        }
        else if (exception == typeof(ElementTypeException))
        {
            Wrong.Says<ElementTypeException>(sentence, program);
        }
        else
        {
            Wrong.Says<GraphException>(sentence, program);
        }
    }

    [Fact]
    public void Tensors_say_what_they_cannot_do()
    {
        Tensor t = new float[] { 1, 2 };
        Wrong.Says<ShapeException>("the index 2 lies outside of axis 0 of a tensor of type f32[2]", () => t.At<float>(2));
        Wrong.Says<ShapeException>("an element of a tensor of type f32[2] has 1 indices, got 2", () => t.At<float>(0, 0));
        Wrong.Says<ElementTypeException>("the elements are f32, not f64", () => t.At<double>(0));
        Wrong.Says<ShapeException>("a tensor of type f32[2] is not one number: it has 2 elements", () => (float)t);
        Wrong.Says<ShapeException>("3 elements do not fill a tensor of shape [2], which has 2", () => Tensor.Create<float>([2], 1, 2, 3));
        Wrong.Says<ElementTypeException>("Char is not an element type; use float, double, int, long, uint, byte or bool", () => Tensor.Create<char>([1], 'a'));
    }

    private static (Func<object?> Program, Type Exception) Shape(Func<object?> program) => (program, typeof(ShapeException));

    private static (Func<object?> Program, Type Exception) Element(Func<object?> program) => (program, typeof(ElementTypeException));

    private static (Func<object?> Program, Type Exception) Other(Func<object?> program) => (program, typeof(GraphException));
}
