using System.Reflection.Emit;

namespace Graph.Codegen;

/// <content>The remainder of floats, which the opcode would make a call.</content>
internal partial class ScalarLane
{
    /// <summary>
    /// a − b · trunc(a / b), exact. With |a| = m · 2^p and |b| = n · 2^q in integers, p ≥ q, it is (m · 2^(p − q) mod n) · 2^q, where the
    /// shift is done a few bits at a time, each time followed by the remainder, so that nothing leaves 64 bits.
    /// </summary>
    private ScalarTerm Remainder(ElementType element, ScalarTerm a, ScalarTerm b)
    {
        FloatForm form = element == ElementType.F32 ? new(23, 31) : new(52, 63);
        ScalarTerm left = Magnitude(form, a).Kept();
        ScalarTerm right = Magnitude(form, b).Kept();
        ScalarTerm infinity = left.Number((1L << form.Sign) - (1L << form.Fraction));
        ScalarTerm isDefined = left.Compare(CompareKind.LessThan, infinity)
            & right.Compare(CompareKind.GreaterThan, right.Number(0))
            & right.Compare(CompareKind.LessOrEqualTo, infinity);
        LocalBuilder result = IL.DeclareLocal(a.Type);
        Label reduce = IL.DefineLabel();
        Label store = IL.DefineLabel();
        Label undefined = IL.DefineLabel();

        isDefined.Push();
        IL.Emit(OpCodes.Brfalse, undefined);
        left.Compare(CompareKind.GreaterOrEqualTo, right).Push();
        IL.Emit(OpCodes.Brtrue, reduce);
        a.Push();
        IL.Emit(OpCodes.Br, store);

        IL.MarkLabel(undefined);
        (a.Number(0) / a.Number(0)).Push();
        IL.Emit(OpCodes.Br, store);

        IL.MarkLabel(reduce);
        Reduced(form, left, right, Sign(form, a)).Push();

        IL.MarkLabel(store);
        IL.Emit(OpCodes.Stloc, result);
        return ScalarTerm.Of(IL, result);
    }

    private ScalarTerm Reduced(FloatForm form, ScalarTerm left, ScalarTerm right, ScalarTerm sign)
    {
        ScalarTerm exponent = Exponent(form, right).Kept();
        ScalarTerm divisor = Significand(form, right).Kept();
        LocalBuilder missing = (Exponent(form, left) - exponent).Store();
        LocalBuilder rest = (Significand(form, left) % divisor).Store();
        ScalarTerm bits = ScalarTerm.Of(IL, missing);
        ScalarTerm value = ScalarTerm.Of(IL, rest);
        Label test = IL.DefineLabel();
        Label again = IL.DefineLabel();

        IL.Emit(OpCodes.Br, test);
        IL.MarkLabel(again);
        ScalarTerm most = bits.Number(63 - form.Fraction);
        ScalarTerm step = bits.Compare(CompareKind.LessThan, most).Choose(bits, most).Kept();
        (value.ShiftLeft(step.Through(typeof(int), OpCodes.Conv_I4)) % divisor).Push();
        IL.Emit(OpCodes.Stloc, rest);
        (bits - step).Push();
        IL.Emit(OpCodes.Stloc, missing);
        IL.MarkLabel(test);
        bits.Compare(CompareKind.GreaterThan, bits.Number(0)).Push();
        IL.Emit(OpCodes.Brtrue, again);

        // Back to a significand with its leading bit in front, or a subnormal one.
        ScalarTerm leading = value.Through(Intrinsics.LeadingZeros) - value.Through(Intrinsics.LeadingZeros).Number(63 - form.Fraction);
        ScalarTerm places = leading.Through(typeof(ulong), OpCodes.Conv_I8).Kept();
        ScalarTerm room = exponent - exponent.Number(1);
        ScalarTerm shift = places.Compare(CompareKind.LessThan, room).Choose(places, room).Kept();
        ScalarTerm significand = value.ShiftLeft(shift.Through(typeof(int), OpCodes.Conv_I4));
        ScalarTerm packed = significand + (room - shift).ShiftLeft(FractionBits(form));
        ScalarTerm magnitude = value.Compare(CompareKind.EqualTo, value.Number(0)).Choose(value.Number(0), packed) | sign;
        return Float(form.Fraction == 23 ? magnitude.Through(typeof(int), OpCodes.Conv_I4) : magnitude.As(typeof(long)));
    }

    private static ScalarTerm Unsigned(ScalarTerm x) =>
        Bits(x).Through(typeof(ulong), x.Type == typeof(float) ? OpCodes.Conv_U8 : OpCodes.Nop);

    private static ScalarTerm Magnitude(FloatForm form, ScalarTerm x) => Unsigned(x) & Unsigned(x).Number((1L << form.Sign) - 1);

    private static ScalarTerm Sign(FloatForm form, ScalarTerm x) => Unsigned(x) & Unsigned(x).Number(1L << form.Sign);

    /// <summary>The biased exponent; that of subnormals is 1, as their significands have no leading bit.</summary>
    private ScalarTerm Exponent(FloatForm form, ScalarTerm magnitude)
    {
        ScalarTerm exponent = magnitude.ShiftRight(FractionBits(form)).Kept();
        return exponent.Compare(CompareKind.EqualTo, exponent.Number(0)).Choose(exponent.Number(1), exponent);
    }

    private static ScalarTerm Significand(FloatForm form, ScalarTerm magnitude)
    {
        ScalarTerm leading = magnitude.Number(1L << form.Fraction);
        ScalarTerm fraction = magnitude & magnitude.Number((1L << form.Fraction) - 1);
        return magnitude.Compare(CompareKind.LessThan, leading).Choose(magnitude, fraction | leading);
    }

    private ScalarTerm FractionBits(FloatForm form) => new(IL, typeof(int), () => IL.Emit(OpCodes.Ldc_I4, form.Fraction));

    /// <summary>How the bits of a float are laid out: the number of its fraction's bits, and the place of its sign.</summary>
    private readonly record struct FloatForm(int Fraction, int Sign);
}
