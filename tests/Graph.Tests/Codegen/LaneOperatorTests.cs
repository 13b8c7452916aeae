using Graph.Codegen;

namespace Graph.Tests.Codegen;

/// <summary>The operators of every lane mean what the interpreter says.</summary>
public class LaneOperatorTests
{
    public static TheoryData<string, string> Cases
    {
        get
        {
            TheoryData<string, string> cases = [];
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            {
                foreach (Op op in LaneOperators.All)
                {
                    cases.Add(width.ToString(), op.ToString());
                }
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Of(string width, string name)
    {
        Op op = LaneOperators.All.Single(op => op.ToString() == name);
        LaneWidth lane = Enum.Parse<LaneWidth>(width);
        if (LaneOperators.IsElementary(op))
        {
            NotSupportedException refusal = Assert.Throws<NotSupportedException>(() => LaneOperators.Mistakes(lane, op).ToList());
            Assert.Contains(op.Name, refusal.Message, StringComparison.Ordinal);
            return;
        }
        Assert.Equal([], LaneOperators.Mistakes(lane, op));
    }
}
