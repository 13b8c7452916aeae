namespace Graph.Tests.IR;

/// <summary>A text that is not a computation is one sentence that names line, column, what was expected and what is there.</summary>
public sealed class TextFormErrorTests
{
    /// <summary>Texts and their sentences. <c>⟦ … ⟧</c> stands for the frame of a computation of one line.</summary>
    public static TheoryData<string, string> Wrong => new()
    {
        // The frame of a computation.
        { "", "line 1, column 1: expected 'computation', found the end of the text" },
        { "compute @f() -> () { return }", "line 1, column 1: expected 'computation', found 'compute'" },
        { "computation f() -> () { return }", "line 1, column 13: expected '@', found 'f'" },
        { "computation @() -> () { return }", "line 1, column 14: expected the name of the computation, found '('" },
        { "computation @f(x: f32[]) -> () { return }", "line 1, column 16: expected '%', found 'x'" },
        { "computation @f(%x: f32[] -> () { return }", "line 1, column 26: expected ',' or ')', found '-'" },
        { "computation @f(%x f32[]) -> () { return }", "line 1, column 19: expected ':', found 'f32'" },
        { "computation @f(%x: f32) -> () { return }", "line 1, column 23: expected '[', found ')'" },
        { "computation @f(%x: f23[]) -> () { return }", "line 1, column 20: there is no element type 'f23', but bool, f32, f64, i32, i64, u32, u8" },
        { "computation @f(%x: input state f32[]) -> () { return }", "line 1, column 26: there is no element type 'state', but bool, f32, f64, i32, i64, u32, u8" },
        { "computation @f(%x: f32[2,-3]) -> () { return }", "line 1, column 26: -3 is not between 0 and 9223372036854775807" },
        { "computation @f(%x: f32[2 3]) -> () { return }", "line 1, column 26: expected ',' or ']', found '3'" },
        { "computation @f(%x: f32[4294967296,4294967296]) -> () { return }", "line 1, column 20: a tensor of shape [4294967296,4294967296] cannot be: its bytes are more than 2^63 − 1" },
        { "computation @f(%x: f32[], %x: i32[]) -> () { return }", "line 1, column 27: %x is defined twice" },
        { "computation @f() (y: f32[]) { return }", "line 1, column 18: expected '->', found '('" },
        { "computation @f() -> (y: f32[]) return %x", "line 1, column 32: expected '{', found 'return'" },
        { "computation @f() -> () { yield }", "line 1, column 26: expected '%' or 'return', found 'yield'" },
        { "computation @f(%x: f32[]) -> (y: f32[], z: f32[]) { return %x }", "line 1, column 63: expected ',', found '}'" },
        { "computation @f(%x: f32[]) -> (y: f32[2]) { return %x }", "line 1, column 51: the result 'y' is declared as f32[2], but what is returned is 'x' f32[]" },
        { "computation @f(%x: f32[]) -> (y: f32[], y: f32[]) { return %x, %x }", "line 1, column 1: @f needs a distinct name for each of its 2 results" },
        { "computation @f(%x: f32[]) -> () { return %x }", "line 1, column 42: expected '}', found '%'" },
        { "computation @f() -> () { return } garbage", "line 1, column 35: expected 'computation', 'data' or the end of the text, found 'garbage'" },
        { "computation @f() -> () { return }\n}", "line 2, column 1: expected 'computation', 'data' or the end of the text, found '}'" },
        { "computation @f() -> () { return } computation @f() -> () { return }", "line 1, column 35: the computation @f is defined twice" },
        { "computation @f() -> () { return } computation @g() -> () { return }", "line 1, column 1: the computation @f is not used by those behind it" },

        // Lines.
        { "⟦%y = ad(%x, %x) : f32[3]⟧", "line 2, column 8: there is no operator 'ad'; did you mean 'add'?" },
        { "⟦%y = redcue[kind=sum, axes=[0]](%x) : f32[]⟧", "line 2, column 8: there is no operator 'redcue'; did you mean 'reduce'?" },
        { "⟦%y = conv2d(%x) : f32[]⟧", "line 2, column 8: there is no operator 'conv2d'" },
        { "⟦%y = parameter[label=y, type=f32[]] : f32[]⟧", "line 2, column 8: a parameter stands in the parentheses behind the computation's name, not on a line" },
        { "⟦%y = exp(%z) : f32[3]⟧", "line 2, column 12: %z is not defined above" },
        { "⟦%y = exp(%y) : f32[3]⟧", "line 2, column 12: %y is not defined above" },
        { "⟦%x = exp(%x) : f32[3]⟧", "line 2, column 3: %x is defined twice" },
        { "⟦%y = exp(%x) : f32[4]⟧", "line 2, column 18: %y is declared as f32[4], but exp gives f32[3]" },
        { "⟦%y = sort[axis=0](%x) : f32[3]⟧", "line 2, column 27: %y is declared as f32[3], but sort gives (f32[3], i32[3])" },
        { "⟦%y = exp(%x)⟧", "line 2, column 16: expected ':', found 'return'" },
        { "⟦%y = exp(x) : f32[3]⟧", "line 2, column 12: expected '%', found 'x'" },
        { "⟦%y exp(%x) : f32[3]⟧", "line 2, column 6: expected '=', found 'exp'" },
        { "⟦% = exp(%x) : f32[3]⟧", "line 2, column 5: expected the name of a value, found '='" },
        { "⟦%y = exp(%x, %x) : f32[3]⟧", "line 2, column 8: exp takes 1 operand, got 2" },
        { "⟦%y = reduce[kind=sum, axes=[1]](%x) : f32[3]⟧", "line 2, column 8: reduce names axis 1, but 'x' f32[3] has axis 0 only" },
        { "⟦%y = sort[axis=0](%x) : (f32[3], i32[3]) %z = exp(%y) : f32[3]⟧", "line 2, column 49: sort has several results, (f32[3], i32[3]); take one of them with an index, such as result[0]" },

        // Attributes.
        { "⟦%y = exp[axes=[0]](%x) : f32[3]⟧", "line 2, column 12: exp has no attributes" },
        { "⟦%y = reduce[kind=sum, axis=[0]](%x) : f32[3]⟧", "line 2, column 25: reduce has no attribute 'axis', but kind, axes; did you mean 'axes'?" },
        { "⟦%y = reduce[kind=sum](%x) : f32[3]⟧", "line 2, column 8: reduce needs the attribute 'axes'" },
        { "⟦%y = reduce(%x) : f32[3]⟧", "line 2, column 8: reduce needs the attribute 'kind'" },
        { "⟦%y = reduce[axes=[0], axes=[0]](%x) : f32[3]⟧", "line 2, column 25: the attribute 'axes' of reduce is given twice" },
        { "⟦%y = reduce[kind=mean, axes=[0]](%x) : f32[3]⟧", "line 2, column 20: there is no kind 'mean', but max, min, product, sum" },
        { "⟦%y = reduce[kind=sum, axes=0](%x) : f32[3]⟧", "line 2, column 30: expected '[', found '0'" },
        { "⟦%y = reduce[kind=sum, axes=[x]](%x) : f32[3]⟧", "line 2, column 31: expected an integer, found 'x'" },
        { "⟦%y = reduce[kind=sum axes=[0]](%x) : f32[3]⟧", "line 2, column 24: expected ']', found 'axes'" },
        { "⟦%y = reduce[](%x) : f32[3]⟧", "line 2, column 15: expected the name of an attribute, found ']'" },
        { "⟦%y = sort[axis=4294967296](%x) : f32[3]⟧", "line 2, column 18: 4294967296 is not between -2147483648 and 2147483647" },
        { "⟦%y = sort[axis=99999999999999999999](%x) : f32[3]⟧", "line 2, column 18: expected an integer, found '99999999999999999999'" },
        { "⟦%y = sort[axis=0, descending=yes](%x) : f32[3]⟧", "line 2, column 32: there is no truth value 'yes', but false, true" },
        { "⟦%y = cast[to=](%x) : f32[3]⟧", "line 2, column 16: expected an element type, found ']'" },
        { "⟦%y = call[body=@g](%x) : f32[3]⟧", "line 2, column 18: there is no computation @g above" },
        { "⟦%y = call[body=g](%x) : f32[3]⟧", "line 2, column 18: expected '@', found 'g'" },

        // Literals.
        { "⟦%y = constant[value=1.5] : i32[]⟧", "line 2, column 23: '1.5' is not an element of i32[], or too large" },
        { "⟦%y = constant[value=300] : u8[]⟧", "line 2, column 23: '300' is not an element of u8[], or too large" },
        { "⟦%y = constant[value=1e39] : f32[]⟧", "line 2, column 23: '1e39' is not an element of f32[], or too large" },
        { "⟦%y = constant[value=Infinity] : f32[]⟧", "line 2, column 23: 'Infinity' is not an element of f32[], or too large" },
        { "⟦%y = constant[value=nan:3f800000] : f32[]⟧", "line 2, column 23: 'nan:3f800000' is not an element of f32[], or too large" },
        { "⟦%y = constant[value=1] : bool[]⟧", "line 2, column 23: '1' is not an element of bool[], or too large" },
        { "⟦%y = constant[value=[1,2]] : f32[3]⟧", "line 2, column 23: f32[3] has 3 elements, but here are 2" },
        { "⟦%y = constant[value=[1,2]] : f32[1000000000000]⟧", "line 2, column 23: f32[1000000000000] has 1000000000000 elements, but here are 2" },
        { "⟦%y = constant[value=[1,2]] : f32[1,2]⟧", "line 2, column 24: expected '[', found '1'" },
        { "⟦%y = constant[value=[[1],[2]]] : f32[1,2]⟧", "line 2, column 26: expected ',', found ']'" },
        { "⟦%y = constant[value=[1 2]] : f32[2]⟧", "line 2, column 26: expected ',', found '2'" },
        { "⟦%y = constant[value=[1,2,]] : f32[2]⟧", "line 2, column 27: expected ']', found ','" },
        { "⟦%y = constant[value=[[]]] : f32[2,0]⟧", "line 2, column 24: expected ']', found '['" },
        { "⟦%y = constant[value=[1,!]] : f32[2]⟧", "line 2, column 26: expected an element or a bracket of a literal, found '!'" },
        { "⟦%y = constant[value=1] : (f32[], f32[])⟧", "line 2, column 28: a literal cannot be of type (f32[], f32[])" },

        // Large literals.
        { "⟦%y = constant[value=#0] : f32[2]⟧", "line 2, column 23: there is no data #0 behind the computations" },
        { "⟦%y = constant[value=#0] : f32[2]⟧ data #0 : f32[3] = \"AAAAAAAAAAAAAAAA\"", "line 2, column 29: %y is declared as f32[2], but constant gives f32[3]" },
        { "⟦⟧ data #0 : f32[2] = \"AAAA\"", "line 2, column 21: data #0 of type f32[2] needs 8 bytes, its base64 has 3" },
        { "⟦⟧ data #0 : f32[1000000000] = \"AAAA\"", "line 2, column 21: data #0 of type f32[1000000000] needs 4000000000 bytes, its base64 has 3" },
        { "⟦⟧ data #0 : u8[3] = \"A!AA\"", "line 2, column 21: data #0 is not base64" },
        { "⟦⟧ data #0 : u8[3] = \"A A=\"", "line 2, column 21: data #0 of type u8[3] needs 3 bytes, its base64 has 2" },
        { "⟦⟧ data #0 : u8[2] = \"A A=\"", "line 2, column 21: data #0 is not base64" },
        { "⟦⟧ data #0 : bool[3] = \"AAEC\"", "line 2, column 21: data #0 has bools that are neither 0 nor 1" },
        { "⟦⟧ data #0 : u8[3] = \"AAAA", "line 2, column 34: the quote has no end on this line" },
        { "⟦⟧ data #0 : u8[3] = AAAA", "line 2, column 34: expected base64 in quotes, found 'AAAA'" },
        { "⟦⟧ data #0 : u8[3] = \"AAAA\" data #0 : u8[3] = \"AAAA\"", "line 2, column 46: data #0 is defined twice" },
        { "⟦⟧ data 0 : u8[3] = \"AAAA\"", "line 2, column 21: expected '#', found '0'" },
        { "data #0 : u8[3] = \"AAAA\"", "line 1, column 1: expected 'computation', found 'data'" },

        // Quotes.
        { "computation @\"f() -> () { return }", "line 1, column 14: the quote has no end on this line" },
        { "computation @\"f\n\"() -> () { return }", "line 1, column 14: the quote has no end on this line" },
        { "computation @\"\\x\"() -> () { return }", "line 1, column 15: the escape is none of \\\", \\\\, \\n, \\r, \\t and \\u with four hexadecimal digits" },
        { "computation @\"\\u12g4\"() -> () { return }", "line 1, column 15: the escape is none of \\\", \\\\, \\n, \\r, \\t and \\u with four hexadecimal digits" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_text_is_one_sentence(string text, string expected)
    {
        string framed = text
            .Replace("⟦", "computation @f(%x: f32[3]) -> (y: f32[3]) {\n  ", StringComparison.Ordinal)
            .Replace("⟧", " return %x }", StringComparison.Ordinal);
        Assert.Equal(expected, Assert.Throws<ParseException>(() => TextForm.Parse(framed)).Sentence);
    }

    [Fact]
    public void What_an_operator_finds_wrong_is_the_cause()
    {
        const string text = "computation @f(%x: f32[3], %y: f32[4]) -> (z: f32[3]) {\n  %z = add(%x, %y) : f32[3]\n  return %z\n}";
        ParseException failure = Assert.Throws<ParseException>(() => TextForm.Parse(text));

        Assert.Equal("line 2, column 8: add takes equal shapes, but 'x' f32[3] and 'y' f32[4] differ in axis 0: 3 against 4", failure.Sentence);
        Assert.IsType<ShapeException>(failure.InnerException);
    }

    [Fact]
    public void The_message_names_the_line_that_parses() =>
        Assert.Matches(@"^line 1, column 1: .* \(TextFormErrorTests\.cs:\d+\)$", Assert.Throws<ParseException>(() => TextForm.Parse("")).Message);
}
