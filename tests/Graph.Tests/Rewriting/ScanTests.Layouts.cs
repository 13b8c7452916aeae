using Graph.Reference;
using Graph.Transforms;
using static Graph.ElementType;
using static Graph.IR.Primitives;

namespace Graph.Tests.Rewriting;

/// <content>Matrices that are laid out in front of a loop.</content>
public sealed partial class ScanTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_matrix_that_each_step_contracts_along_its_last_axis_is_turned_once(bool onTheLeft)
    {
        Expr h = Like(initial, "h"), r = Like(recurrent, "r");
        Expr product = onTheLeft ? r.Contract(h, [1], [1]).Transpose([1, 0]) : h.Contract(r, [1], [1]);
        Computation before = Whole(Scan(Computation.Create("cell", [h, r], [product.Tanh(), product]), Steps, [initial], [], [recurrent]));
        (Computation after, PassLog log) = Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16)), before);
        Assert.Equal(1, log.Counts["turn-constant"]);
        Assert.True(after.Nodes.Single(node => node.Op is Scan).Inputs[1] is (Transpose([1, 0]), [{ Op: Parameter }]));
        Contract turned = (Contract)Body(after).Nodes.Single(node => node.Op is Contract).Op;
        Assert.Equal([0], onTheLeft ? turned.Lhs : turned.Rhs);
        AssertBits(before, after);
        Assert.Same(after, Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16)), after).After);
        Assert.Same(before, Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 17)), before).After);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    public void A_large_matrix_is_cut_into_panels_of_columns_once(bool onTheLeft, int terms)
    {
        Expr h = Like(initial, "h"), r = Like(recurrent, "r");
        Expr product = onTheLeft ? r.Contract(h, [terms], [1]).Transpose([1, 0]) : h.Contract(r, [1], [terms]);
        Computation before = Whole(Scan(Computation.Create("cell", [h, r], [product.Tanh(), product]), Steps, [initial], [], [recurrent]));
        (Computation after, PassLog log) = Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 16, PanelColumns: 2)), before);
        Assert.Equal(1, log.Counts["cut-constant"]);
        Expr panels = after.Nodes.Single(node => node.Op is Scan).Inputs[1];
        Assert.Equal([2, 4, 2], panels.Shape);
        Contract cut = (Contract)Body(after).Nodes.Single(node => node.Op is Contract).Op;
        Assert.Equal([1], onTheLeft ? cut.Lhs : cut.Rhs);
        AssertBits(before, after);
        Assert.Same(after, Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 16, PanelColumns: 2)), after).After);
        // Too small to be cut, and columns that would be filled up by half as many.
        Assert.DoesNotContain("cut-constant", Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 17, PanelColumns: 2)), before).Log.Counts.Keys);
        Assert.DoesNotContain("cut-constant", Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 16, PanelColumns: 3)), before).Log.Counts.Keys);
    }

    [Theory]
    [InlineData(false, 0)]
    [InlineData(false, 1)]
    [InlineData(true, 0)]
    [InlineData(true, 1)]
    public void The_last_panel_is_filled_up_with_columns_that_nobody_reads(bool onTheLeft, int terms)
    {
        TensorType state = new(F64, [2, 17]), weights = new(F64, [17, 17]);
        Expr h = Leaf("h", state), r = Leaf("r", weights), start = Leaf("start", state), weight = Leaf("weight", weights);
        Expr product = onTheLeft ? r.Contract(h, [terms], [1]).Transpose([1, 0]) : h.Contract(r, [1], [terms]);
        Computation before = Computation.Create(
            "c", [start, weight], Scan(Computation.Create("cell", [h, r], [product.Tanh()]), Steps, [start], [], [weight]));
        (Computation after, PassLog log) = Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 16, PanelColumns: 2)), before);
        Assert.Equal(1, log.Counts["cut-constant"]);
        Assert.Equal([9, 17, 2], after.Nodes.Single(node => node.Op is Scan).Inputs[1].Shape);
        AssertBits(before, after);
        // Of sums of so many drawn bits most are NaN, wherever their columns come from.
        AssertSame(before, after);
        Assert.Same(after, Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 16, PanelColumns: 2)), after).After);
        Assert.DoesNotContain("cut-constant", Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 16, Cut: 16, PanelColumns: 10)), before).Log.Counts.Keys);
    }

    [Fact]
    public void A_matrix_without_terms_or_with_nothing_but_terms_is_not_cut()
    {
        Expr h = Like(initial, "h"), r = Like(recurrent, "r");
        Expr outer = h.Contract(r, [], []).Sum([2, 3]), inner = r.Contract(r.Exp(), [0, 1], [0, 1]).Broadcast(h.Shape, []);
        Computation before = Whole(Scan(Computation.Create("cell", [h, r], [(outer + inner).Tanh(), outer]), Steps, [initial], [], [recurrent]));
        (Computation after, PassLog log) = Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 2, Cut: 2, PanelColumns: 2)), before);
        Assert.DoesNotContain("cut-constant", log.Counts.Keys);
        AssertBits(before, after);
    }

    [Fact]
    public void A_matrix_is_turned_with_its_batch_in_front_and_once_for_all_that_want_it_so()
    {
        TensorType state = new(F64, [3, 2, 4]), matrices = new(F64, [5, 3, 4]);
        Expr h = Leaf("h", state), w = Leaf("w", matrices), start = Leaf("start", state), weight = Leaf("weight", matrices);
        Expr wide = h.Contract(w, [2], [2], [0], [1]);
        Expr next = (wide.Sum([2]) + h.Exp().Contract(w, [2], [2], [0], [1]).Sum([2])).Broadcast([3, 2, 4], [0, 1]);
        Computation before = Computation.Create("c", [start, weight], Scan(Computation.Create("cell", [h, w], [next]), Steps, [start], [], [weight]));
        (Computation after, PassLog log) = Run(Passes.LayOutLoopConstants(new LayoutSizes(Turned: 1)), before);
        Assert.Equal(1, log.Counts["turn-constant"]);
        Assert.True(after.Nodes.Single(node => node.Op is Scan).Inputs[1] is (Transpose([1, 2, 0]), _));
        AssertBits(before, after);
    }
}
