using Graph.Codegen;
using Graph.Tests.Lowering;

namespace Graph.Tests.Codegen;

/// <summary>A fold combines point p with p + Count/2, then the halves of what is left.</summary>
public class LaneFoldTests
{
    public static TheoryData<ReduceKind, ElementType> Cases
    {
        get
        {
            TheoryData<ReduceKind, ElementType> cases = [];
            foreach (ReduceKind kind in Enum.GetValues<ReduceKind>())
            {
                foreach (ElementType element in ElementTypes.All.Where(element => element.IsNumeric || kind is ReduceKind.SumOf or ReduceKind.ProductOf))
                {
                    cases.Add(kind, element);
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Every_width_folds_by_halves(ReduceKind kind, ElementType element)
    {
        Literal source = LaneSamples.Columns(element)[0];
        foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
        {
            int points = 0;
            Literal result = Columns.New(element, source.Type.ElementCount);
            LaneMethod.Method fold = LaneMethod.Compile(width, (lane, address) =>
            {
                points = lane.Count;
                LaneValue one = lane.Fold(kind, lane.Load(address(0, element), element, null));
                Lane.Create(LaneWidth.ScalarLane, lane.IL).Store(address(1, element), one, null);
            });
            LaneMethod.Run(fold, 0, source.Type.ElementCount, source.Buffer, result.Buffer);
            for (int first = 0; first < source.Type.ElementCount; first += points)
            {
                Literal expected = Tree(kind, [.. Enumerable.Range(first, points).Select(place => Columns.Pick(source, [place]))]);
                Literal actual = Columns.Pick(result, [first]);
                Assert.True(LaneOperators.AreSame(expected, actual, 0), $"{width} at {first}: {actual.ToDouble(0):R}, not {expected.ToDouble(0):R}");
            }
        }
    }

    private static Literal Tree(ReduceKind kind, Literal[] points)
    {
        for (int half = points.Length / 2; half > 0; half /= 2)
        {
            for (int point = 0; point < half; point++)
            {
                points[point] = Columns.Apply(new Binary(CombinationOf(kind, points[0].Element)), points[point], points[point + half]);
            }
        }
        return points[0];
    }

    private static BinaryKind CombinationOf(ReduceKind kind, ElementType element) => (kind, element) switch
    {
        (ReduceKind.SumOf, ElementType.Bool) => BinaryKind.BitwiseOr,
        (ReduceKind.ProductOf, ElementType.Bool) => BinaryKind.BitwiseAnd,
        (ReduceKind.SumOf, _) => BinaryKind.Add,
        (ReduceKind.ProductOf, _) => BinaryKind.Multiply,
        (ReduceKind.MaximumOf, _) => BinaryKind.Larger,
        (ReduceKind.MinimumOf, _) => BinaryKind.Smaller,
    };
}
