using System.Runtime.Intrinsics.X86;
using Graph.Codegen;
using Graph.Cpu;
using Graph.Inspection;
using Graph.Lowering;
using Graph.Transforms;
using Iced.Intel;
using static Graph.Ops;
using Instruction = Iced.Intel.Instruction;

namespace Graph.Tests.Inspection;

/// <summary>The machine code of the kernels that are raced: what their innermost loops must not hold.</summary>
public sealed class HotLoopTests
{
    private static readonly Expr flat = Input("flat", [65536]), matrix = Input("matrix", [64, 1024]), row = Input("row", [1024]);

    private static readonly Dictionary<string, Func<Expr>> kernels = new()
    {
        ["gelu"] = () => GeluTanh(flat),
        ["silu+bias"] = () => (matrix * Sigmoid(matrix)) + row,
        ["exp"] = () => Exp(flat),
        ["tanh"] = () => Tanh(flat),
        ["sum"] = () => Sum(flat),
        ["sum over axis 0"] = () => Sum(matrix, axis: 0),
        ["softmax"] = () => Softmax(matrix),
        ["layer norm"] = () => LayerNorm(matrix, row, Input("offset", [1024])),
    };

    public static TheoryData<string> Names => [.. kernels.Keys];

    [SkippableTheory]
    [MemberData(nameof(Names))]
    public void Innermost_loops_call_nothing_and_keep_their_vectors_in_registers(string name)
    {
        Skip.IfNot(X86Base.IsSupported && MachineTarget.Width >= LaneWidth.Lane256);
        Expr result = kernels[name]();
        Computation computation = Computation.Create("raced", [.. Traversal.TopologicalOrder([result]).Where(node => node.Op is Parameter)], [result]);
        GeneratedCode code = GeneratedCode.Of(Planner.Plan(Pipelines.Default.Run(computation).Result, MachineTarget.Detect()));
        Assert.All(code.Native, method => Assert.Equal(OptimizationTier.FullyOptimized, method.Tier));
        Instruction[][] loops = [.. code.Native.SelectMany(method => Innermost(MachineCodeText.Decode(method))).Where(loop => loop.Any(IsWide))];
        Assert.NotEmpty(loops);
        foreach (Instruction instruction in loops.SelectMany(loop => loop))
        {
            Assert.False(instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall, $"{name} calls in a loop: {instruction}\n{code.MachineCode()[0].Text}");
            Assert.False(IsWide(instruction) && IsOnStack(instruction), $"{name} has a vector on the stack: {instruction}\n{code.MachineCode()[0].Text}");
        }
    }

    // Between a jump back and where it goes, with no other such jump inside.
    private static IEnumerable<Instruction[]> Innermost(ImmutableArray<Instruction> code)
    {
        (ulong Start, ulong End)[] loops =
        [
            .. code.Where(jump => jump.FlowControl is FlowControl.ConditionalBranch or FlowControl.UnconditionalBranch && jump.NearBranchTarget <= jump.IP)
                .Select(jump => (jump.NearBranchTarget, jump.IP)),
        ];
        return loops
            .Where(loop => !loops.Any(other => other != loop && other.Start >= loop.Start && other.End <= loop.End))
            .Select(loop => code.Where(instruction => instruction.IP >= loop.Start && instruction.IP <= loop.End).ToArray());
    }

    private static bool IsWide(Instruction instruction) =>
        Enumerable.Range(0, instruction.OpCount).Any(operand => instruction.GetOpKind(operand) == OpKind.Register
            && (instruction.GetOpRegister(operand).IsYMM() || instruction.GetOpRegister(operand).IsZMM()));

    private static bool IsOnStack(Instruction instruction) =>
        Enumerable.Range(0, instruction.OpCount).Any(operand => instruction.GetOpKind(operand) == OpKind.Memory)
        && instruction.MemoryBase is Register.RSP or Register.RBP;
}
