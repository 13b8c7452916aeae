namespace Graph.Inspection;

/// <summary>A stage of a compilation: of the loss and its gradient first, of a training step from <see cref="Fused"/> on.</summary>
public enum Stage
{
    /// <summary>The loss as it was written.</summary>
    Source,

    /// <summary>The loss and its gradient by every trainable parameter.</summary>
    Gradient,

    /// <summary>The gradient after every pass of the pipeline.</summary>
    Optimized,

    /// <summary>Which operators of the training step are computed together, and what was refused and why.</summary>
    Fused,

    /// <summary>The loop kernels of the training step and how each runs.</summary>
    Kernels,

    /// <summary>Where the tensors of the training step lie.</summary>
    Memory,

    /// <summary>The generated code as IL.</summary>
    Il,

    /// <summary>The generated code as C#.</summary>
    CSharp,

    /// <summary>The generated code as the processor gets it.</summary>
    Assembly,

    /// <summary>The code for NVIDIA's GPUs.</summary>
    Ptx,

    /// <summary>The code for OpenCL devices.</summary>
    OpenCL,
}

/// <summary>The names of stages.</summary>
public static class Stages
{
    /// <summary>The stage as one word, as on the command line.</summary>
    public static string Mnemonic(this Stage stage) => stage switch
    {
        Stage.Source => "source",
        Stage.Gradient => "gradient",
        Stage.Optimized => "optimized",
        Stage.Fused => "fused",
        Stage.Kernels => "kernels",
        Stage.Memory => "memory",
        Stage.Il => "il",
        Stage.CSharp => "csharp",
        Stage.Assembly => "asm",
        Stage.Ptx => "ptx",
        Stage.OpenCL => "opencl",
    };

    /// <summary>Whether the stage is one of the training step rather than of the loss and its gradient.</summary>
    public static bool IsOfStep(this Stage stage) => stage >= Stage.Fused;

    /// <summary>Whether the stage is the code of an accelerator.</summary>
    public static bool IsOfAccelerator(this Stage stage) => stage >= Stage.Ptx;
}
