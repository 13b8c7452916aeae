using System.Diagnostics;
using System.Text.Json;
using Graph.Cli;
using Graph.Cli.Subjects;
using Graph.Cli.Verbs;
using static Graph.Ops;

namespace Graph.Tests.Cli;

public sealed class CommandLineTests
{
    private static readonly Subject wrong = new(
        "wrong", SubjectKind.FacadeComposition,
        () =>
        {
            Expr x = Input("x", [2]);
            return Computation.Create("wrong", [x], [CustomDerivative(Exp, (_, y, dy) => -(dy * y), x)]);
        },
        new GradientCheckOptions());

    /// <summary>Bad input, and the one sentence that answers it.</summary>
    public static TheoryData<string, string> Wrongs => new()
    {
        { "", "graph: a verb is missing, one of check, course, devices, dump, evaluate, predict, profile, train; see graph --help" },
        { "chek", "graph: there is no verb 'chek'; did you mean 'check'?" },
        { "--verbose", "graph: there is no option '--verbose'; there are '--help', '--version'" },
        { "dump", "graph: dump: MODEL is missing; see graph dump --help" },
        { "dump mnist-mpl", "graph: there is no model 'mnist-mpl'; did you mean 'mnist-mlp'?" },
        { "dump perceptron mnist-mlp", "graph: dump: 'mnist-mlp' is one word too many; see graph dump --help" },
        { "dump perceptron --stage fussed", "graph: dump: --stage takes source or gradient or optimized or fused or kernels or memory or il or csharp or asm or ptx or opencl, not 'fussed'; see graph dump --help" },
        { "dump perceptron --stage memory --format dot", "graph: the stage memory has no drawing; it is shown as text or json" },
        { "dump perceptron --stage source --stage gradient", "graph: dump: --stage is given twice; see graph dump --help" },
        { "dump perceptron --format dot --format dot --format dot", "graph: dump: --format is given several times; see graph dump --help" },
        { "check --order 1 --order 2", "graph: check: --order is given twice; see graph check --help" },
        { "dump perceptron --stage", "graph: dump: --stage lacks its value; see graph dump --help" },
        { "dump perceptron --fromat dot", "graph: dump: there is no option '--fromat'; did you mean '--format'?; see graph dump --help" },
        { "dump perceptron --pass simplfy", "graph: the pipeline default has no pass 'simplfy'; did you mean 'simplify'?" },
        { "dump perceptron --pass simplify --stage source", "graph: dump: --pass names a computation of its own; leave --stage out" },
        { "check sofmax", "graph: there is no subject 'sofmax'; did you mean 'Softmax'?" },
        { "check add nonsense", "graph: there is no subject 'nonsense'; the nearest is 'transpose'" },
        { "check --order 3", "graph: check: --order takes 1 or 2, not '3'; see graph check --help" },
        { "check --backend gpu", "graph: check: --backend takes reference or cpu or cuda[:N] or opencl[:N] or ilgpu-cpu[:N], not 'gpu'; see graph check --help" },
        { "profile mnist-mlp --threads 0", "graph: profile: --threads takes a number from 1 to 1024, not '0'; see graph profile --help" },
        { "profile mnist-mlp --threads 1025", "graph: profile: --threads takes a number from 1 to 1024, not '1025'; see graph profile --help" },
        { "profile mnist-mlp --threads two", "graph: profile: --threads takes a number from 1 to 1024, not 'two'; see graph profile --help" },
        { "course", "graph: course: a verb is missing, one of figures; see graph course --help" },
        { "course figure", "graph: course: there is no verb 'figure'; did you mean 'figures'?" },
        { "course figures", "graph: course figures: --out is missing; see graph course figures --help" },
        { "course figures --out f --format gif", "graph: course figures: --format takes png or svg, not 'gif'; see graph course figures --help" },
        { "course figures activation --out f", "graph: there is no figure 'activation'; did you mean 'activations'?" },
        { "check --backend opencl:one", "graph: check: --backend takes reference or cpu or cuda[:N] or opencl[:N] or ilgpu-cpu[:N], not 'opencl:one'; see graph check --help" },
        { "check add --backend ilgpu-cpu:7", "graph: there is no device ilgpu-cpu:7, only 1 of that kind; graph devices lists them" },
        { "dump perceptron --stage ptx --format dot", "graph: the stage ptx has no drawing; it is shown as text or json" },
        { "train", "graph: train: MODEL is missing; see graph train --help" },
        { "train mnist-cmm", "graph: there is no model 'mnist-cmm'; did you mean 'mnist-cnn'?" },
        { "train char-rnn", "graph: the model 'char-rnn' has no data to be trained with here; perceptron, mnist-linear, mnist-mlp, mnist-cnn have" },
        { "train perceptron --epochs many", "graph: train: --epochs takes a number from 0 to 1000000, not 'many'; see graph train --help" },
        { "train perceptron --learning-rate fast", "graph: train: --learning-rate takes a number from 0 to 1000, not 'fast'; see graph train --help" },
        { "train perceptron --schedule linear", "graph: train: --schedule takes constant or cosine, not 'linear'; see graph train --help" },
        { "train perceptron --threads 2 --backend reference", "graph: --threads is for the backend cpu; reference has none to choose" },
        { "evaluate mnist-cnn --from nowhere", $"graph: there is no '{Path.Combine("nowhere", "model.safetensors")}'; graph train mnist-cnn makes it" },
        { "predict", "graph: predict: IMAGE is missing; see graph predict --help" },
        { "predict 7.png --model perceptron", "graph: the model 'perceptron' is not asked about pictures; mnist-linear, mnist-mlp, mnist-cnn are" },
        { "check --jsn", "graph: there is no option '--jsn'; did you mean '--json'?" },
    };

    [Theory]
    [MemberData(nameof(Wrongs))]
    public void Bad_input_is_answered_with_one_sentence_and_exit_code_2(string line, string sentence)
    {
        (int code, string output, string error) = Run(line);
        Assert.Equal((ExitCode.BadUsage, "", sentence + "\n"), (code, output, error.ReplaceLineEndings("\n")));
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("check --help")]
    [InlineData("course --help")]
    [InlineData("course figures --help")]
    [InlineData("devices --help")]
    [InlineData("dump --help")]
    [InlineData("evaluate --help")]
    [InlineData("predict --help")]
    [InlineData("profile --help")]
    [InlineData("train --help")]
    public void Help_is_golden(string line)
    {
        (int code, string output, string error) = Run(line);
        Assert.Equal((ExitCode.Success, ""), (code, error));
        Golden.Verify($"cli/{line.Replace("--", "", StringComparison.Ordinal).Replace(' ', '-')}.txt", output);
    }

    [Fact]
    public void Check_with_json_gives_one_line_for_each_subject_and_order()
    {
        (int code, string output, string error) = Run("check tanh gather --json");
        Assert.Equal((ExitCode.Success, ""), (code, error));
        JsonElement[] lines = [.. output.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(
            [("tanh", 1), ("tanh", 2), ("gather", 1), ("gather", 2), ("Gather", 1), ("Gather", 2)],
            lines.Select(line => (line.GetProperty("name").GetString(), line.GetProperty("order").GetInt32())));
        Assert.All(lines, line => Assert.Equal(["name", "order", "points", "maxRelativeError", "passed"], line.EnumerateObject().Select(member => member.Name)));
        Assert.All(lines, line => Assert.True(line.GetProperty("passed").GetBoolean() && line.GetProperty("points").GetInt32() == 3));
        Assert.All(lines, line => Assert.InRange(line.GetProperty("maxRelativeError").GetDouble(), 0, 1e-5));
    }

    [Fact]
    public void Check_of_one_order_gives_a_table_of_that_order()
    {
        (int code, string output, _) = Run("check mnist-l* --order 2");
        Assert.Equal(ExitCode.Success, code);
        Assert.Matches(@"│ mnist-linear │     2 │      3 │ +[0-9.e-]+ │ passed │", output);
        Assert.DoesNotContain("│     1 │", output, StringComparison.Ordinal);
        Assert.Contains("at most 1e-5 of order 2 passes", output, StringComparison.Ordinal);
        Assert.EndsWith("1 passed, 0 failed\n", output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_failure_is_told_and_the_exit_code_is_1(bool json)
    {
        using StringWriter output = new();
        IEnumerable<GradientCheckReport> reports = Checker.Run([wrong, SubjectCatalogue.Find(["add"])[0]], [1]);
        Assert.Equal(ExitCode.CheckFailed, json ? CheckPrinter.Json(reports, output) : CheckPrinter.Table(reports, output));
        string text = output.ToString().ReplaceLineEndings("\n");
        if (json)
        {
            Assert.Matches("""^{"name":"wrong","order":1,"points":3,"maxRelativeError":(2|1.99[0-9]*),"passed":false}\n{"name":"add",.*"passed":true}\n$""", text);
        }
        else
        {
            Assert.Contains("│ wrong   │     1 │      3 │             2.0e+0 │ FAILED │", text, StringComparison.Ordinal);
            Assert.Contains("gradient check of wrong, order 1: failed, the derivative is wrong: the sign is flipped", text, StringComparison.Ordinal);
            Assert.Contains("built by CustomDerivative at CommandLineTests.cs:", text, StringComparison.Ordinal);
            Assert.EndsWith("1 passed, 1 failed\n", text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("check add --json --order 1")]
    [InlineData("check add --order 1")]
    [InlineData("dump perceptron --size small --stage source")]
    public void Output_that_cannot_be_written_is_a_fault(string line)
    {
        using FullWriter full = new();
        using StringWriter error = new();
        Assert.Equal(ExitCode.Fault, CommandLine.Run(line.Split(' '), full, error));
        Assert.Equal("graph: the output cannot be written: No space left on device\n", error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void A_file_that_is_missing_is_a_fault()
    {
        using MissingFileWriter missing = new();
        using StringWriter error = new();
        Assert.Equal(ExitCode.Fault, CommandLine.Run(["check", "add", "--json"], missing, error));
        Assert.Equal("graph: a fault of graph itself, FileNotFoundException: no such assembly\n", error.ToString().ReplaceLineEndings("\n"));
    }

    [Fact]
    public void It_runs_as_a_process()
    {
        using Process process = Process.Start(new ProcessStartInfo(Environment.ProcessPath is { } host && Path.GetFileNameWithoutExtension(host) == "dotnet" ? host : "dotnet")
        {
            ArgumentList = { Path.Combine(AppContext.BaseDirectory, "Graph.Cli.dll"), "dump", "no-such-model" },
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.Equal((ExitCode.BadUsage, ""), (process.ExitCode, output));
        Assert.StartsWith("graph: there is no model 'no-such-model'", error, StringComparison.Ordinal);
    }

    internal static (int Code, string Output, string Error) Run(string line)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), output, error);
        return (code, output.ToString(), error.ToString());
    }

    // As /dev/full.
    private sealed class FullWriter : StringWriter
    {
        public override void Write(char value) => throw new IOException("No space left on device");

        public override void Write(string? value) => throw new IOException("No space left on device");

        public override void WriteLine(string? value) => throw new IOException("No space left on device");
    }

    private sealed class MissingFileWriter : StringWriter
    {
        public override void WriteLine(string? value) => throw new FileNotFoundException("no such assembly");
    }
}
