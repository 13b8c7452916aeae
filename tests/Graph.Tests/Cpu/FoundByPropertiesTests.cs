using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Cpu;

/// <summary>What the property <c>compiled</c> once found to be compiled wrongly, shrunk; each is named by what went wrong.</summary>
public sealed class FoundByPropertiesTests
{
    /// <summary>The guard of the fold depended on an index that is data, which no guard can.</summary>
    [Fact]
    public void A_lookup_in_windows_put_back() => Check(
        """
        computation @case(%v1: f32[1,2]) -> (result: f32[2,2]) {
          %fold = fold[axes=[0], length=[3], stride=[2], dilation=[1]](%v1) : f32[3]
          %constant = constant[value=[[2,2],[0,2]]] : u32[2,2]
          %gather = gather(%fold, %constant) : f32[2,2]
          return %gather
        }
        """,
        Literal.Create<float>([1, 2], [3f, 4f]));

    /// <summary>Where padding is all there is, nobody reads the windows: two kernels that nobody needs were to be one without a result.</summary>
    [Fact]
    public void Kernels_that_nobody_needs() => Check(
        """
        computation @case(%v0: f64[0,2], %v1: f64[2,2]) -> (result: f64[2,7]) {
          %contract = contract[lhs=[1], rhs=[0]](%v0, %v1) : f64[0,2]
          %reshape = reshape[shape=[0,0,1,2]](%contract) : f64[0,0,1,2]
          %fold = fold[axes=[0,1], length=[0,2], stride=[2,3], dilation=[3,2]](%reshape) : f64[0,2]
          %constant = constant[value=2] : f64[]
          %pad = pad[low=[1,0], high=[1,5], interior=[0,0]](%fold, %constant) : f64[2,7]
          return %pad
        }
        """,
        Literal.Create<double>([0, 2], []), Literal.Create<double>([2, 2], [0, 0, 0, 0]));

    /// <summary>Totals lay in vectors along an inner axis, and were read behind the points as if they lay along another one.</summary>
    [Fact]
    public void Totals_over_points_by_the_axis_of_vectors() => Check(
        """
        computation @case(%v0: f32[6,1,2]) -> (result: f32[6,1,2]) {
          %reduce = reduce[kind=sum, axes=[0]](%v0) : f32[1,2]
          %broadcast = broadcast[shape=[6,1,2], axes=[1,2]](%reduce) : f32[6,1,2]
          %divide = divide(%v0, %broadcast) : f32[6,1,2]
          %log = log(%divide) : f32[6,1,2]
          %window = window[axes=[0], size=[1], stride=[1], dilation=[1]](%log) : f32[6,1,2,1]
          %reduce.1 = reduce[kind=product, axes=[3]](%window) : f32[6,1,2]
          return %reduce.1
        }
        """,
        Literal.Create<float>([6, 1, 2], [1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f, 1f]));

    /// <summary>That every element read is there follows from two guards together, which intervals do not show.</summary>
    [Fact]
    public void Windows_put_back_where_two_guards_hold() => Check(
        """
        computation @case(%p0: f32[1,3]) -> (result: f32[7]) {
          %fold = fold[axes=[0], length=[7], stride=[2], dilation=[3]](%p0) : f32[7]
          return %fold
        }
        """,
        Literal.Create<float>([1, 3], [1f, 2f, 3f]));

    [Fact]
    public void Parts_of_another_shape() => Check(
        """
        computation @case(%p0: f64[2,2,7], %v0: f64[7,2,2]) -> (result: f64[4,2,7]) {
          %reshape = reshape[shape=[2,2,7]](%v0) : f64[2,2,7]
          %concatenate = concatenate[axis=0](%p0, %reshape) : f64[4,2,7]
          return %concatenate
        }
        """,
        Numbers([2, 2, 7]), Numbers([7, 2, 2]));

    /// <summary>The just-in-time compiler loaded four bytes where one was to be read: dotnet/runtime#133580.</summary>
    [Fact]
    public void Bytes_whose_bits_are_those_of_a_float() => Check(
        """
        computation @case(%p0: u8[4]) -> (result: f32[4]) {
          %cast = cast[to=i32](%p0) : i32[4]
          %bitcast = bitcast[to=f32](%cast) : f32[4]
          return %bitcast
        }
        """,
        Literal.Create<byte>([4], [1, 0, 128, 63]));

    /// <summary>What a loop over nothing computes was computed before it, of elements that are not there.</summary>
    [Fact]
    public void Updates_of_nothing() => Check(
        """
        computation @case(%p5: f64[2,1,2], %v0: f64[1,0,0,2]) -> (result: f64[2,1,2]) {
          %constant = constant[value=[]] : u8[2,0,2]
          %multiply = multiply(%v0, %v0) : f64[1,0,0,2]
          %reshape = reshape[shape=[2,0,2,2]](%multiply) : f64[2,0,2,2]
          %scatter = scatter[kind=add, batch=1](%p5, %constant, %reshape) : f64[2,1,2]
          return %scatter
        }
        """,
        Numbers([2, 1, 2]), Numbers([1, 0, 0, 2]));

    /// <summary>Inside of a loop that never runs, a total was to be computed before it, of elements that are not there.</summary>
    [Fact]
    public void A_total_within_a_loop_that_never_runs() => Check(
        """
        computation @case(%v0: f64[1,0], %seed: f64[1,1]) -> (result: f64[1]) {
          %reshape = reshape[shape=[1]](%seed) : f64[1]
          %contract = contract[lhs=[0], rhs=[0]](%v0, %seed) : f64[0,1]
          %reduce = reduce[kind=sum, axes=[0]](%contract) : f64[1]
          %add = add(%reshape, %reduce) : f64[1]
          return %add
        }
        """,
        Numbers([1, 0]), Numbers([1, 1]));

    /// <summary>A product went to where quotients of its indices say, which no verifier follows and no vector is stored by.</summary>
    [Fact]
    public void Movement_of_a_total_that_is_no_strides() => Check(
        """
        computation @case(%v0: f64[4,2], %v1: f64[2,3]) -> (result: f64[2,6]) {
          %contract = contract[lhs=[1], rhs=[0]](%v0, %v1) : f64[4,3]
          %reshape = reshape[shape=[6,2]](%contract) : f64[6,2]
          %transpose = transpose[permutation=[1,0]](%reshape) : f64[2,6]
          return %transpose
        }
        """,
        Numbers([4, 2]), Numbers([2, 3]));

    private static Literal Numbers(Shape shape)
    {
        double next = 0;
        return Literal.Generate(shape, _ => ++next);
    }

    private static void Check(string text, params ImmutableArray<Literal> arguments)
    {
        Computation computation = TextForm.Parse(text);
        foreach (bool merges in (bool[])[true, false])
        {
            PlanVerifier.Verify(Planner.Plan(computation, Target.Common, merges));
            Runs.Check(Runs.Simulated(), computation, arguments, merges);
            foreach (LaneWidth width in Enum.GetValues<LaneWidth>())
            {
                Runs.Check(Runs.Backend(new RuntimeOptions { Poison = true, Width = width }), computation, arguments, merges);
            }
        }
    }
}
