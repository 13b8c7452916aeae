using Graph.Codegen;
using Graph.Lowering;

namespace Graph.Tests.Functions;

/// <summary>Random words written out as u32 arithmetic.</summary>
public sealed class RandomWordTests
{
    /// <summary>The known answers of Threefry2x32-20 (D. E. Shaw Research's Random123, kat_vectors).</summary>
    [Theory]
    [InlineData(0u, 0u, 0L, 0x6b20015999ba4efeL)]
    [InlineData(0xffffffffu, 0xffffffffu, -1L, 0x1cb996fcbb002be7L)]
    [InlineData(0x13198a2eu, 0x03707344u, 0x243f6a8885a308d3L, unchecked((long)0xc4923a9c483df7a0L))]
    public void Known_answers_come_out(uint key0, uint key1, long counter, long words)
    {
        IndexMap at = IndexMap.Of(counter);
        Assert.Equal(words, ExpandedBody.Compile<Func<uint, uint, long>>(Kernel(at, ElementType.I64))(key0, key1));
        uint mixed = (uint)(words >> 32) ^ unchecked((uint)words);
        Assert.Equal(mixed, ExpandedBody.Compile<Func<uint, uint, uint>>(Kernel(at, ElementType.U32))(key0, key1));
    }

    /// <summary>A counter that fits 32 bits needs no 64-bit arithmetic.</summary>
    [Fact]
    public void A_small_counter_stays_narrow()
    {
        LoopAxis axis = new(0, 1000);
        LoopKernel kernel = Kernel(IndexMap.Of(axis), ElementType.U32, axis);
        Assert.DoesNotContain(kernel.Stages[0].Body, instruction => instruction.Element == ElementType.I64);
    }

    private static LoopKernel Kernel(IndexMap counter, ElementType element, params ReadOnlySpan<LoopAxis> axes)
    {
        Literal zero = Literal.Scalar(0u);
        Place At(int operand) => new(operand, IndexMap.Zero, Guard.Always);
        TensorType key = new(ElementType.U32, []);
        KernelOperand result = new(new TensorType(element, [.. axes.ToArray().Select(axis => axis.Size)]), OperandAccess.Write);
        Sequence<Instruction> body = [new Load(At(0), zero), new Load(At(1), zero), new RandomWord(0, 1, counter, element)];
        IndexMap target = axes.IsEmpty ? IndexMap.Zero : IndexMap.Of(axes[0]);
        Stage stage = new(StagePhase.AtPoint, [], body, [new Store(new Place(2, target, Guard.Always), 2)]);
        LoopKernel expanded = FunctionExpansion.Expand(new LoopKernel(
            [new KernelOperand(key, OperandAccess.Read), new KernelOperand(key, OperandAccess.Read), result], [.. axes], [stage]));
        KernelVerifier.Verify(expanded);
        return expanded;
    }
}
