using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Graph.Codegen;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>Methods around one lane: what a test needs of a kernel.</summary>
internal static unsafe class LaneMethod
{
    /// <summary>Runs over the points from a first one to before another; what each pointer points to is the writer's affair.</summary>
    public delegate void Method(byte** operands, long first, long end);

    /// <summary>Writes a body: the lane, and how to push the address of the current point's element of an operand.</summary>
    public delegate void Body(Lane lane, Func<int, ElementType, Action> address);

    private static ImmutableArray<Literal> Choices { get; } = [Literal.Scalar(7), Literal.Scalar(-3)];

    /// <summary>Compiles a loop over points, <see cref="Lane.Count"/> at a time.</summary>
    public static Method Compile(LaneWidth width, Body body)
    {
        DynamicMethod method = new("kernel", null, [typeof(byte**), typeof(long), typeof(long)], typeof(LaneMethod).Module, skipVisibility: true);
        ILGenerator il = method.GetILGenerator();
        Lane lane = Lane.Create(width, il);
        LocalBuilder point = il.DeclareLocal(typeof(long));
        Label test = il.DefineLabel();
        Label again = il.DefineLabel();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Stloc, point);
        il.Emit(OpCodes.Br, test);
        il.MarkLabel(again);
        body(lane, (operand, element) => () => PushAddress(il, operand, element, point));
        il.Emit(OpCodes.Ldloc, point);
        il.Emit(OpCodes.Ldc_I8, (long)lane.Count);
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Stloc, point);
        il.MarkLabel(test);
        il.Emit(OpCodes.Ldloc, point);
        il.Emit(OpCodes.Ldarg_2);
        il.Emit(OpCodes.Blt, again);
        il.Emit(OpCodes.Ret);
        return method.CreateDelegate<Method>();
    }

    /// <summary>
    /// What a lane computes of columns whose length is a multiple of 16; a scalar among the operands is a constant in the code. With it
    /// what a select (of a bool) or a cast to i32 (of
    /// others) makes of the result while that is still in vectors: its form there does not show in memory.
    /// </summary>
    public static (Literal Result, Literal Seen) Apply(LaneWidth width, Op op, ElementType element, ImmutableArray<Literal> operands)
    {
        long count = operands.Max(operand => operand.Type.ElementCount);
        Method method = Compile(width, (lane, address) =>
        {
            LaneValue[] arguments = [.. operands.Select((operand, number) =>
                operand.Type.Rank == 0 ? lane.Constant(operand) : lane.Load(address(number, operand.Element), operand.Element, null))];
            LaneValue result = lane.Apply(op, element, arguments);
            lane.Store(address(operands.Length, element), result, null);
            LaneValue seen = element == ElementType.Bool
                ? lane.Apply(new Select(), ElementType.I32, [result, .. Choices.Select(lane.Constant)])
                : lane.Apply(new Cast(ElementType.I32), ElementType.I32, [result]);
            lane.Store(address(operands.Length + 1, ElementType.I32), seen, null);
        });
        (Literal stored, Literal used) = (Columns.New(element, count), Columns.New(ElementType.I32, count));
        Run(method, 0, count, [.. operands.Select(operand => operand.Buffer), stored.Buffer, used.Buffer]);
        return (stored, used);
    }

    /// <summary>What <see cref="Apply"/> should have seen of a result.</summary>
    public static Literal Seen(Literal result) => result.Element == ElementType.Bool
        ? Columns.Apply(new Select(), result, Columns.Pick(Choices[0], new long[result.Type.ElementCount]), Columns.Pick(Choices[1], new long[result.Type.ElementCount]))
        : Columns.Apply(new Cast(ElementType.I32), result);

    /// <summary>Calls a method on copies of buffers, each aligned to 64 bytes, and copies them back.</summary>
    public static void Run(Method method, long first, long end, params ReadOnlySpan<Buffer> buffers)
    {
        byte** operands = stackalloc byte*[buffers.Length];
        for (int number = 0; number < buffers.Length; number++)
        {
            nuint length = (nuint)buffers[number].ByteLength;
            operands[number] = (byte*)NativeMemory.AlignedAlloc(Math.Max(length, 1), Buffer.Alignment);
            buffers[number].CopyTo(0, new Span<byte>(operands[number], (int)length));
        }
        method(operands, first, end);
        for (int number = 0; number < buffers.Length; number++)
        {
            buffers[number].CopyFrom(0, new ReadOnlySpan<byte>(operands[number], (int)buffers[number].ByteLength));
            NativeMemory.AlignedFree(operands[number]);
        }
    }

    private static void PushAddress(ILGenerator il, int operand, ElementType element, LocalBuilder point)
    {
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Ldc_I4, operand * sizeof(nint));
        il.Emit(OpCodes.Add);
        il.Emit(OpCodes.Ldind_I);
        il.Emit(OpCodes.Ldloc, point);
        il.Emit(OpCodes.Conv_I);
        il.Emit(OpCodes.Ldc_I4, element.ByteSize);
        il.Emit(OpCodes.Mul);
        il.Emit(OpCodes.Add);
    }
}
