using System.Reflection.Emit;
using Graph.Codegen;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>Loads, stores, and what makes a vector of scalars.</summary>
public class LaneMemoryTests
{
    private const byte Untouched = 0xcd;

    public static TheoryData<LaneWidthName, ElementType> Cases
    {
        get
        {
            TheoryData<LaneWidthName, ElementType> cases = [];
            foreach (LaneWidthName width in Enum.GetValues<LaneWidthName>())
            {
                foreach (ElementType element in ElementTypes.All)
                {
                    cases.Add(width, element);
                }
            }
            return cases;
        }
    }

    /// <summary>The widths under another name, because xunit wants theories to be public and the lanes' are not.</summary>
    public enum LaneWidthName
    {
        ScalarLane,
        Lane128,
        Lane256,
        Lane512,
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loads_and_stores_need_no_more_than_aligned_elements(LaneWidthName name, ElementType element)
    {
        LaneMethod.Method copy = LaneMethod.Compile(Width(name), (lane, address) =>
            lane.Store(Behind(lane, address(1, element), element), lane.Load(Behind(lane, address(0, element), element), element, null), null));
        Literal source = LaneSamples.Columns(element)[0];
        Buffer target = Filled(source.Type.ByteCount);
        long last = source.Type.ElementCount - 16;
        LaneMethod.Run(copy, 0, last, source.Buffer, target);
        for (long place = 0; place < target.ByteLength; place++)
        {
            bool isCopied = place >= element.ByteSize && place < (last + 1) * element.ByteSize;
            Assert.Equal(isCopied ? source.Buffer.Read<byte>(place) : Untouched, target.Read<byte>(place));
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_masked_copy_touches_the_first_points_alone(LaneWidthName name, ElementType element)
    {
        int points = CountOf(name);
        for (int count = 0; count <= points; count++)
        {
            int chosen = count;
            bool isThere = false;
            Literal source = LaneSamples.Columns(element)[0];
            LaneMethod.Method copy = LaneMethod.Compile(Width(name), (lane, address) =>
            {
                isThere = lane.CanMask(element);
                if (isThere)
                {
                    LaneValue mask = lane.FirstPoints(chosen);
                    LaneValue value = lane.Load(address(0, element), element, mask);
                    lane.Store(address(1, element), value, mask);
                    lane.Store(address(2, element), value, null);
                }
            });
            if (!isThere)
            {
                return;
            }
            (Buffer masked, Buffer whole) = (Filled(points * element.ByteSize), Filled(points * element.ByteSize));
            LaneMethod.Run(copy, 0, 1, source.Buffer, masked, whole);
            for (int place = 0; place < masked.ByteLength; place++)
            {
                bool isFirst = place < count * element.ByteSize;
                Assert.True((isFirst ? source.Buffer.Read<byte>(place) : Untouched) == masked.Read<byte>(place), $"{count} points, byte {place} is {masked.Read<byte>(place)}");
                Assert.True((isFirst ? source.Buffer.Read<byte>(place) : 0) == whole.Read<byte>(place), $"{count} points, byte {place} is {whole.Read<byte>(place)} in the value");
            }
        }
    }

    /// <summary>
    /// What <see cref="A_masked_copy_touches_the_first_points_alone"/> may pass over: where the processor has masks, lanes offer them.
    /// </summary>
    [Fact]
    public void Processors_with_masks_have_masked_lanes()
    {
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
        {
            foreach (ElementType element in ElementTypes.All)
            {
                bool expected = width switch
                {
                    LaneWidth.ScalarLane => false,
                    LaneWidth.Lane512 => System.Runtime.Intrinsics.X86.Avx512F.IsSupported,
                    LaneWidth.Lane128 or LaneWidth.Lane256 => element.ByteSize == 1
                        ? System.Runtime.Intrinsics.X86.Avx512BW.VL.IsSupported
                        : System.Runtime.Intrinsics.X86.Avx.IsSupported,
                };
                LaneMethod.Compile(width, (lane, _) => Assert.Equal(expected, lane.CanMask(element)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public unsafe void Masked_elements_may_lie_at_the_end_of_memory(LaneWidthName name, ElementType element)
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }
        using GuardedPage page = new();
        int points = CountOf(name);
        for (int count = 0; count < points; count++)
        {
            int chosen = count;
            LaneMethod.Method touch = LaneMethod.Compile(Width(name), (lane, address) =>
            {
                if (lane.CanMask(element))
                {
                    LaneValue mask = lane.FirstPoints(chosen);
                    LaneValue value = lane.Load(address(0, element), element, mask);
                    lane.Store(address(0, element), value, mask);
                }
            });
            byte* operand = page.End - (count * element.ByteSize);
            touch(&operand, 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_streaming_store_writes_what_another_does(LaneWidthName name, ElementType element)
    {
        Literal source = LaneSamples.Columns(element)[0];
        Buffer target = Filled(source.Type.ByteCount);
        LaneMethod.Method copy = LaneMethod.Compile(Width(name), (lane, address) =>
            lane.Store(address(1, element), lane.Load(address(0, element), element, null), null, isStreaming: true));
        LaneMethod.Run(copy, 0, source.Type.ElementCount, source.Buffer, target);
        Assert.True(source.Buffer.ContentEquals(target));
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_splat_is_one_scalar_at_all_points(LaneWidthName name, ElementType element)
    {
        int points = CountOf(name);
        Literal special = LaneSamples.Special(element);
        for (long place = 0; place < special.Type.ElementCount; place++)
        {
            Literal scalar = Columns.Pick(special, [place]);
            (Buffer splat, Buffer constant) = (Filled(points * element.ByteSize), Filled(points * element.ByteSize));
            LaneMethod.Method write = LaneMethod.Compile(Width(name), (lane, address) =>
            {
                Lane one = Lane.Create(LaneWidth.ScalarLane, lane.IL);
                lane.Store(address(1, element), lane.Splat(one.Load(address(0, element), element, null)), null);
                lane.Store(address(2, element), lane.Splat(one.Constant(scalar.WithShape(Shape.Scalar))), null);
            });
            LaneMethod.Run(write, 0, 1, scalar.Buffer, splat, constant);
            Literal expected = Columns.Pick(scalar, new long[points]);
            Assert.True(expected.Buffer.ContentEquals(splat), $"{scalar.ToDouble(0):R} at {place}");
            Assert.True(expected.Buffer.ContentEquals(constant), $"{scalar.ToDouble(0):R} at {place}, a constant");
        }
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(5, 3)]
    [InlineData(-7, -2)]
    [InlineData(2147483600, 1)]
    [InlineData(1L << 40, 1L << 33)]
    public void An_index_counts_along_the_points(long start, long stride)
    {
        foreach (LaneWidthName name in Enum.GetValues<LaneWidthName>())
        {
            int points = CountOf(name);
            (Literal narrow, Literal wide) = (Columns.New(ElementType.I32, points), Columns.New(ElementType.I64, points));
            LaneMethod.Method count = LaneMethod.Compile(Width(name), (lane, address) =>
            {
                void Start() => lane.IL.Emit(OpCodes.Ldc_I8, start);
                lane.Store(address(0, ElementType.I32), lane.CountFrom(Start, stride, ElementType.I32), null);
                lane.Store(address(1, ElementType.I64), lane.CountFrom(Start, stride, ElementType.I64), null);
            });
            LaneMethod.Run(count, 0, 1, narrow.Buffer, wide.Buffer);
            Assert.Equal(Enumerable.Range(0, points).Select(point => start + (point * stride)), wide.ToArray<long>());
            Assert.Equal(Enumerable.Range(0, points).Select(point => unchecked((int)(start + (point * stride)))), narrow.ToArray<int>());
        }
    }

    [Fact]
    public void Multiply_add_rounds_once()
    {
        foreach (LaneWidthName name in Enum.GetValues<LaneWidthName>())
        {
            AssertMultiplyAdd<float>(Width(name), ElementType.F32, MathF.FusedMultiplyAdd);
            AssertMultiplyAdd<double>(Width(name), ElementType.F64, Math.FusedMultiplyAdd);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void What_is_assigned_is_what_is_read(LaneWidthName name, ElementType element)
    {
        Literal source = LaneSamples.Columns(element)[0];
        Literal constant = Columns.Pick(LaneSamples.Special(element), [1]).WithShape(Shape.Scalar);
        (Buffer copy, Buffer fill) = (Filled(source.Type.ByteCount), Filled(source.Type.ByteCount));
        LaneMethod.Method write = LaneMethod.Compile(Width(name), (lane, address) =>
        {
            LaneValue target = lane.Declare(element);
            lane.Assign(target, lane.Load(address(0, element), element, null));
            lane.Store(address(1, element), target, null);
            lane.Assign(target, lane.Constant(constant));
            lane.Store(address(2, element), target, null);
        });
        LaneMethod.Run(write, 0, source.Type.ElementCount, source.Buffer, copy, fill);
        Assert.True(source.Buffer.ContentEquals(copy));
        Assert.True(Columns.Pick(constant, new long[source.Type.ElementCount]).Buffer.ContentEquals(fill));
    }

    private static void AssertMultiplyAdd<T>(LaneWidth width, ElementType element, Func<T, T, T, T> fused) where T : unmanaged
    {
        ImmutableArray<Literal> columns = LaneSamples.Columns(element, element, element);
        Literal result = Columns.New(element, columns[0].Type.ElementCount);
        LaneMethod.Method method = LaneMethod.Compile(width, (lane, address) =>
        {
            LaneValue Operand(int number) => lane.Load(address(number, element), element, null);
            lane.Store(address(3, element), lane.MultiplyAdd(Operand(0), Operand(1), Operand(2)), null);
        });
        LaneMethod.Run(method, 0, result.Type.ElementCount, columns[0].Buffer, columns[1].Buffer, columns[2].Buffer, result.Buffer);
        (T[] a, T[] b, T[] c) = (columns[0].ToArray<T>(), columns[1].ToArray<T>(), columns[2].ToArray<T>());
        Literal expected = Literal.Generate(result.Shape, row => fused(a[row], b[row], c[row]));
        Assert.All(Enumerable.Range(0, a.Length), row => Assert.True(LaneOperators.AreSame(expected, result, row), $"{width}: {a[row]} · {b[row]} + {c[row]}"));
    }

    private static LaneWidth Width(LaneWidthName name) => Enum.Parse<LaneWidth>(name.ToString());

    private static int CountOf(LaneWidthName name) => name switch
    {
        LaneWidthName.ScalarLane => 1,
        LaneWidthName.Lane128 => 4,
        LaneWidthName.Lane256 => 8,
        LaneWidthName.Lane512 => 16,
    };

    private static Action Behind(Lane lane, Action address, ElementType element) => () =>
    {
        address();
        lane.IL.Emit(OpCodes.Ldc_I4, element.ByteSize);
        lane.IL.Emit(OpCodes.Add);
    };

    private static Buffer Filled(long bytes)
    {
        Buffer buffer = Buffer.Allocate((nint)bytes);
        buffer.CopyFrom<byte>(0, Enumerable.Repeat(Untouched, (int)bytes).ToArray());
        return buffer;
    }
}
