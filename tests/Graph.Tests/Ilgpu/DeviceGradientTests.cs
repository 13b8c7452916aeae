using Graph.Cli.Models;
using Graph.Ilgpu;
using Graph.Reference;
using Graph.Transforms;

namespace Graph.Tests.Ilgpu;

/// <summary>The gradients of every built-in model on an OpenCL device against the reference.</summary>
public sealed class DeviceGradientTests
{
    /// <summary>The built-in models.</summary>
    public static TheoryData<string> Models => [.. BuiltInModels.All.Select(model => model.Name)];

    [SkippableTheory]
    [MemberData(nameof(Models))]
    public void The_gradient_of_a_model_is_that_of_the_reference(string name)
    {
        IlgpuBackend backend = Accelerators.OpenCL;
        Computation gradient = Pipelines.Default.Run(Graph.Transforms.Differentiation.Gradient(BuiltInModels.Find(name).Small())).Result;
        Random random = new(7);
        ImmutableArray<Literal> arguments = [.. gradient.Parameters.Select(parameter => Drawn(parameter.Type, random))];
        ImmutableArray<Literal> expected = Interpreter.Evaluate(gradient, arguments);
        ImmutableArray<Literal> actual = Accelerators.Run(backend, gradient, arguments);
        for (int place = 0; place < expected.Length; place++)
        {
            double size = Enumerable.Range(0, (int)expected[place].Type.ElementCount).Max(index => Math.Abs(expected[place].ToDouble(index)));
            for (long index = 0; index < expected[place].Type.ElementCount; index++)
            {
                double error = Math.Abs(expected[place].ToDouble(index) - actual[place].ToDouble(index));
                Assert.True(
                    error <= 2e-5 * Math.Max(size, 1e-3),
                    $"{gradient.ResultNames[place]}[{index}] of {name} is {actual[place].ToDouble(index)}, not {expected[place].ToDouble(index)}");
            }
        }
    }

    private static Literal Drawn(TensorType type, Random random) => type.Element switch
    {
        ElementType.F32 => Literal.Generate(type.Shape, _ => random.NextSingle() - 0.5f),
        ElementType.I32 => Literal.Generate(type.Shape, _ => random.Next(2)),
        ElementType.U32 => Literal.Generate(type.Shape, _ => (uint)random.Next()),
        var element => throw new NotSupportedException($"nothing is drawn for {element}"),
    };
}
