using System.Runtime.Intrinsics.X86;
using Graph.Codegen;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>Halves and quarters of vectors: repeated from memory, joined from several values, and taken out again.</summary>
public class LaneGroupTests
{
    [Fact]
    public void Groups_are_repeated_joined_and_taken_out()
    {
        (LaneWidth Width, int Points, int Groups)[] cases =
        [
            .. from width in KernelChecks.Widths
               where width != LaneWidth.ScalarLane
               from points in (int[])[4, 8]
               let groups = VectorLane.GroupsOf(width, ElementType.F32, points)
               where groups > 1
               select (width, points, groups),
        ];
        Assert.Equal(Avx512DQ.IsSupported ? 3 : Avx.IsSupported ? 1 : 0, cases.Length);
        Assert.All(cases, own => Verify(own.Width, own.Points, own.Groups));
    }

    private static void Verify(LaneWidth width, int points, int groups)
    {
        int count = groups * points;
        Literal source = Literal.Generate([count], place => (float)(place + 1));
        (Literal repeated, Literal joined, Literal taken) = (Columns.New(ElementType.F32, count), Columns.New(ElementType.F32, count), Columns.New(ElementType.F32, count));
        LaneMethod.Method method = LaneMethod.Compile(width, (lane, address) =>
        {
            VectorLane own = (VectorLane)lane;
            VectorLane few = new(RegisterTile.WidthOf(points), lane.IL);
            Action At(int operand, int place) => () =>
            {
                address(operand, ElementType.F32)();
                lane.IL.MoveBy(place * sizeof(float));
            };
            lane.Store(At(1, 0), own.Repeat(At(0, 0), points), null);
            lane.Store(At(2, 0), own.Join([.. Enumerable.Range(0, groups).Select(group => lane.Broadcast(At(0, group), ElementType.F32))]), null);
            LaneValue all = lane.Load(At(0, 0), ElementType.F32, null);
            for (int group = 0; group < groups; group++)
            {
                few.Store(At(3, (groups - 1 - group) * points), own.Group(all, group, few), null);
            }
        });
        LaneMethod.Run(method, 0, count, source.Buffer, repeated.Buffer, joined.Buffer, taken.Buffer);
        for (int place = 0; place < count; place++)
        {
            Assert.Equal(1 + (place % points), repeated.ToDouble(place));
            Assert.Equal(1 + (place / points), joined.ToDouble(place));
            Assert.Equal(1 + (((groups - 1 - (place / points)) * points) + (place % points)), taken.ToDouble(place));
        }
    }
}
