using System.Reflection.Emit;

namespace Graph.Codegen;

/// <summary>
/// A scalar on the way to IL: pushing it writes the code that computes it, once for each use, so what is used twice is <see cref="Kept"/>
/// first.
/// </summary>
/// <param name="IL">Where the code goes.</param>
/// <param name="Type">int, uint, long, ulong, float or double; a truth value is an int that is 0 or 1.</param>
/// <param name="Push">Writes the code that pushes it.</param>
internal readonly record struct ScalarTerm(ILGenerator IL, Type Type, Action Push)
{
    private bool IsFloat => Type == typeof(float) || Type == typeof(double);

    private bool IsUnsigned => Type == typeof(uint) || Type == typeof(ulong);

    public static ScalarTerm operator +(ScalarTerm a, ScalarTerm b) => a.Join(OpCodes.Add, b);

    public static ScalarTerm operator -(ScalarTerm a, ScalarTerm b) => a.Join(OpCodes.Sub, b);

    public static ScalarTerm operator *(ScalarTerm a, ScalarTerm b) => a.Join(OpCodes.Mul, b);

    public static ScalarTerm operator /(ScalarTerm a, ScalarTerm b) => a.Join(a.IsUnsigned ? OpCodes.Div_Un : OpCodes.Div, b);

    /// <summary>The remainder of integers. (That of floats would be a call.)</summary>
    public static ScalarTerm operator %(ScalarTerm a, ScalarTerm b) => a.Join(a.IsUnsigned ? OpCodes.Rem_Un : OpCodes.Rem, b);

    public static ScalarTerm operator &(ScalarTerm a, ScalarTerm b) => a.Join(OpCodes.And, b);

    public static ScalarTerm operator |(ScalarTerm a, ScalarTerm b) => a.Join(OpCodes.Or, b);

    public static ScalarTerm operator ^(ScalarTerm a, ScalarTerm b) => a.Join(OpCodes.Xor, b);

    public static ScalarTerm operator -(ScalarTerm a) => a.Through(a.Type, OpCodes.Neg);

    public static ScalarTerm operator ~(ScalarTerm a) => a.Through(a.Type, OpCodes.Not);

    /// <summary>Shifted left by an int below the width.</summary>
    public ScalarTerm ShiftLeft(ScalarTerm bits) => Join(OpCodes.Shl, bits);

    /// <summary>Shifted right by an int below the width, arithmetically where signed.</summary>
    public ScalarTerm ShiftRight(ScalarTerm bits) => Join(IsUnsigned ? OpCodes.Shr_Un : OpCodes.Shr, bits);

    /// <summary>The truth value of a comparison; one with NaN is false, but for inequality.</summary>
    public ScalarTerm Compare(CompareKind kind, ScalarTerm b) => kind switch
    {
        CompareKind.EqualTo => Test(OpCodes.Ceq, b),
        CompareKind.NotEqualTo => Test(OpCodes.Ceq, b).Not(),
        CompareKind.LessThan => Test(IsUnsigned ? OpCodes.Clt_Un : OpCodes.Clt, b),
        CompareKind.GreaterThan => Test(IsUnsigned ? OpCodes.Cgt_Un : OpCodes.Cgt, b),
        // Of floats, the opcodes ".un" are true where a side is NaN, so that their negations are false.
        CompareKind.LessOrEqualTo => Test(IsUnsigned || IsFloat ? OpCodes.Cgt_Un : OpCodes.Cgt, b).Not(),
        CompareKind.GreaterOrEqualTo => Test(IsUnsigned || IsFloat ? OpCodes.Clt_Un : OpCodes.Clt, b).Not(),
    };

    /// <summary>The negation of a truth value.</summary>
    public ScalarTerm Not()
    {
        (ILGenerator il, Action push) = (IL, Push);
        return new(il, typeof(int), () =>
        {
            push();
            il.Emit(OpCodes.Ldc_I4_0);
            il.Emit(OpCodes.Ceq);
        });
    }

    /// <summary>One of two terms, by this truth value; only the chosen one is computed.</summary>
    public ScalarTerm Choose(ScalarTerm whenTrue, ScalarTerm whenFalse)
    {
        (ILGenerator il, Action push) = (IL, Push);
        return new(il, whenTrue.Type, () =>
        {
            Label holds = il.DefineLabel();
            Label end = il.DefineLabel();
            push();
            il.Emit(OpCodes.Brtrue, holds);
            whenFalse.Push();
            il.Emit(OpCodes.Br, end);
            il.MarkLabel(holds);
            whenTrue.Push();
            il.MarkLabel(end);
        });
    }

    /// <summary>What one instruction, or some in a row, make of it.</summary>
    public ScalarTerm Through(Type type, params ReadOnlySpan<OpCode> codes)
    {
        (ILGenerator il, Action push) = (IL, Push);
        OpCode[] row = codes.ToArray();
        return new(il, type, () =>
        {
            push();
            foreach (OpCode code in row)
            {
                il.Emit(code);
            }
        });
    }

    /// <summary>What a function that the runtime knows as an instruction makes of it.</summary>
    public ScalarTerm Through(Delegate function)
    {
        (ILGenerator il, Action push) = (IL, Push);
        return new(il, function.Method.ReturnType, () =>
        {
            push();
            il.Emit(OpCodes.Call, function.Method);
        });
    }

    /// <summary>The same bits under another type of integers.</summary>
    public ScalarTerm As(Type type) => this with { Type = type };

    /// <summary>Computes it into a fresh local.</summary>
    public LocalBuilder Store()
    {
        LocalBuilder local = IL.DeclareLocal(Type);
        Push();
        IL.Emit(OpCodes.Stloc, local);
        return local;
    }

    /// <summary>Computes it now, for several uses.</summary>
    public ScalarTerm Kept() => Of(IL, Store());

    /// <summary>What a local holds.</summary>
    public static ScalarTerm Of(ILGenerator il, LocalBuilder local) => new(il, local.LocalType, () => il.Emit(OpCodes.Ldloc, local));

    /// <summary>A constant of this term's type.</summary>
    public ScalarTerm Number(long value)
    {
        (ILGenerator il, Type type) = (IL, Type);
        return new(il, type, () => PushNumber(il, type, value));
    }

    private static void PushNumber(ILGenerator il, Type type, long value)
    {
        if (type == typeof(float))
        {
            il.Emit(OpCodes.Ldc_R4, (float)value);
        }
        else if (type == typeof(double))
        {
            il.Emit(OpCodes.Ldc_R8, (double)value);
        }
        else if (type == typeof(long) || type == typeof(ulong))
        {
            il.Emit(OpCodes.Ldc_I8, value);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I4, unchecked((int)value));
        }
    }

    private ScalarTerm Join(OpCode code, ScalarTerm b) => Join(Type, code, b);

    private ScalarTerm Test(OpCode code, ScalarTerm b) => Join(typeof(int), code, b);

    private ScalarTerm Join(Type type, OpCode code, ScalarTerm b)
    {
        (ILGenerator il, Action push) = (IL, Push);
        return new(il, type, () =>
        {
            push();
            b.Push();
            il.Emit(code);
        });
    }
}
