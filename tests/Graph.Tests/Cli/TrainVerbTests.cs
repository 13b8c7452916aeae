using System.Reflection;
using System.Text.Json;
using Graph.Cli;
using Graph.Cli.Training;
using Graph.Datasets;
using Graph.IR;
using Graph.Learning;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Spectre.Console;

namespace Graph.Tests.Cli;

/// <summary><c>graph train</c>, <c>evaluate</c> and <c>predict</c>, each by the command line as a whole.</summary>
public sealed class TrainVerbTests : IDisposable
{
    private static readonly string[] columns = ["epoch", "step", "loss", "trainAccuracy", "testAccuracy", "seconds", "samplesPerSecond"];

    private readonly string folder = Directory.CreateTempSubdirectory("graph-train-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Train_leaves_everything_in_its_folder()
    {
        string run = Folder("run");
        string[] lines = Done("train", "perceptron", "--epochs", "4", "--out", run);

        Assert.Equal($"perceptron: 4 epochs in batches of 10, sgd 0.1, constant, seed 1, on cpu, into {run}", lines[0]);
        Assert.Equal("150 samples to train with, 50 to test with; 3 parameters", lines[1]);
        Assert.Equal(4, lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)));
        Assert.StartsWith("test accuracy ", lines[^3], StringComparison.Ordinal);
        Assert.Equal($"sha256 of the weights: {Weights(run)}", lines[^1]);

        JsonElement[] metrics = [.. File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.All(metrics, line => Assert.Equal(columns, line.EnumerateObject().Select(member => member.Name)));
        Assert.Equal([15, 30, 45, 60], metrics.Select(line => line.GetProperty("step").GetInt32()));
        Computation step = TextForm.Parse(File.ReadAllText(Path.Combine(run, "graph.txt")));
        Assert.Equal(("perceptron", "loss"), (step.Name, step.ResultNames.Single(name => name == "loss")));
        foreach (string figure in new[] { "loss", "accuracy", "confusion", "decision" })
        {
            Assert.True(new FileInfo(Path.Combine(run, "figures", figure + ".png")).Length > 5000);
            Assert.StartsWith("<?xml", File.ReadAllText(Path.Combine(run, "figures", figure + ".svg")), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_run_in_two_pieces_ends_with_the_bits_of_one_in_one_piece()
    {
        (string whole, string pieces) = (Folder("whole"), Folder("pieces"));
        Done("train", "perceptron", "--epochs", "5", "--out", whole, "--seed", "3", "--optimizer", "adam");
        Done("train", "perceptron", "--epochs", "2", "--out", pieces, "--seed", "3", "--optimizer", "adam");
        string[] lines = Done(
            "train", "perceptron", "--epochs", "5", "--out", pieces, "--seed", "3", "--optimizer", "adam", "--resume", "--threads", "1");
        Assert.Contains("resumed from step 30, in epoch 3", lines);
        Assert.Equal(Weights(whole), Weights(pieces));
        Assert.Equal(5, File.ReadLines(Path.Combine(pieces, "metrics.jsonl")).Count());
    }

    [Fact]
    public void An_accelerator_comes_to_nearly_the_same()
    {
        (string device, string processor) = (Folder("device"), Folder("processor"));
        string[] lines = Done("train", "perceptron", "--epochs", "2", "--backend", "ilgpu-cpu", "--out", device);
        Assert.Contains(", on ilgpu-cpu", lines[0], StringComparison.Ordinal);
        Done("train", "perceptron", "--epochs", "2", "--out", processor);
        foreach (string name in new[] { "w", "b" })
        {
            Assert.All(Values(device, name).Zip(Values(processor, name)), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
    }

    [Fact]
    public void A_damaged_checkpoint_is_named_and_the_one_before_is_used()
    {
        (string whole, string run) = (Folder("whole"), Folder("run"));
        Done("train", "perceptron", "--epochs", "4", "--out", whole);
        Done("train", "perceptron", "--epochs", "3", "--out", run);
        string newest = Directory.GetFiles(Path.Combine(run, "checkpoints"), "step-*").Order(StringComparer.Ordinal).Last();
        byte[] bytes = File.ReadAllBytes(newest);
        bytes[^1] ^= 1;
        File.WriteAllBytes(newest, bytes);
        string[] lines = Done("train", "perceptron", "--epochs", "4", "--out", run, "--resume");
        Assert.Contains(lines, line => line.StartsWith("passed over: ", StringComparison.Ordinal) && line.Contains(newest, StringComparison.Ordinal));
        Assert.Contains("resumed from step 30, in epoch 3", lines);
        Assert.Equal(Weights(whole), Weights(run));
    }

    [Fact]
    public void Patience_stops_early_and_takes_the_best_epoch()
    {
        // A learning rate at which the loss jumps about.
        string[] lines = Done(
            "train", "perceptron", "--epochs", "60", "--patience", "2", "--learning-rate", "3", "--out", Folder("run"));
        Assert.InRange(lines.Count(line => line.StartsWith("epoch ", StringComparison.Ordinal)), 3, 59);
        Assert.Matches(@"^test accuracy .* \(weights of epoch \d+\)$", lines[^3]);
    }

    [Fact]
    public void Digits_are_learned_measured_and_told_from_pictures()
    {
        (string data, string run) = (TinyMnist.Write(Folder("data")), Folder("run"));
        string[] trained = Done("train", "mnist-cnn", "--epochs", "3", "--batch-size", "32", "--data", data, "--out", run);
        Assert.EndsWith("graph.txt, checkpoints, figures with loss, accuracy, confusion, predictions, filters as .png and .svg", trained[^2], StringComparison.Ordinal);

        string[] measured = Done("evaluate", "mnist-cnn", "--from", run, "--data", data);
        Assert.Matches(@"^mnist-cnn on 200 test samples: loss \d\.\d{4}, accuracy [6-9]\d\.\d\d %$", measured[0]);
        Assert.Equal(trained[^3].Split(',')[0].Split(' ')[2], measured[0].Split(' ')[^2]);
        Assert.Equal(12, measured.Length);

        // The seventh of the training images is a 4, as few doubt.
        Tensor digit = Mnist.Load().Train.Read([9], new BatchOrder(1))[0].Reshape([28, 28, 1]);
        string plain = Folder("plain.png"), paper = Folder("paper.png"), drawing = Folder("bars.svg");
        ImageFile.WritePng(plain, digit);
        ImageFile.WritePng(paper, OnPaper(digit));
        string[] told = Done("predict", plain, "--from", run, "--out", drawing);
        Assert.Matches(@"^plain\.png: 4 \(\d+\.\d %\)$", told[0]);
        Assert.Equal(11, told.Length);
        Assert.Contains('█', told[5]);
        Assert.Matches(@"^paper\.png: 4 ", Done("predict", paper, "--from", run)[0]);
        Assert.Contains("plain.png", File.ReadAllText(drawing), StringComparison.Ordinal);
    }

    [Fact]
    public void Digits_come_to_lie_in_the_middle_whatever_paper_they_are_on()
    {
        Tensor digit = Mnist.Load().Train.Read([9], new BatchOrder(1))[0].Reshape([28, 28, 1]);
        string paper = Folder("paper.png"), plain = Folder("plain.png");
        ImageFile.WritePng(plain, digit);
        ImageFile.WritePng(paper, OnPaper(digit));
        float[] learned = DigitPicture.Read(plain).ToArray<float>(), scanned = DigitPicture.Read(paper).ToArray<float>();
        Assert.Equal(digit.ToArray<float>().Select(value => MathF.Round(255 * value) / 255), learned.Select(value => MathF.Round(255 * value) / 255));
        int[] rows = Places(scanned, place => place / 28), columns = Places(scanned, place => place % 28);
        Assert.Equal(20, Math.Max(rows.Max() - rows.Min(), columns.Max() - columns.Min()) + 1);
        Assert.InRange(scanned.Select((ink, place) => ink * ((place / 28) + 0.5)).Sum() / scanned.Sum(), 13.4, 14.6);
        Assert.InRange(scanned.Select((ink, place) => ink * ((place % 28) + 0.5)).Sum() / scanned.Sum(), 13.4, 14.6);
        ImageFile.WritePng(plain, Tensor.Full([9, 9, 1], 0.5, ElementType.F32));
        Assert.Equal(
            $"graph: '{plain}' is blank: no digit stands out from its background\n",
            Failed(ExitCode.BadUsage, "predict", plain, "--model", "mnist-linear", "--from", Trained()).Error);
    }

    [Fact]
    public void What_is_missing_is_answered_with_one_sentence()
    {
        string nowhere = Folder("nowhere"), file = Folder("file");
        File.WriteAllText(file, "");
        (string output, string error) = Failed(ExitCode.BadUsage, "train", "mnist-mlp", "--data", nowhere, "--out", Folder("run"));
        Assert.Single(output.TrimEnd('\n').Split('\n'));
        Assert.Equal(
            $"graph: the folder '{nowhere}' is not there; put the IDX files train-images-idx3-ubyte, train-labels-idx1-ubyte, " +
            "t10k-images-idx3-ubyte, t10k-labels-idx1-ubyte into it, gzipped (.gz) or not\n",
            error);
        string below = Path.Combine(file, "run");
        Assert.StartsWith(
            $"graph: the folder '{below}' cannot be written to: ", Failed(ExitCode.BadUsage, "train", "perceptron", "--out", below).Error,
            StringComparison.Ordinal);
        Assert.Contains(
            "is of another run: the seed was 1, but is 9",
            Failed(ExitCode.BadUsage, "train", "perceptron", "--seed", "9", "--resume", "--out", Trained("perceptron"), "--data", Folder("some")).Error,
            StringComparison.Ordinal);
        Assert.Equal(
            $"graph: '{file}' is neither a PNG nor a JPEG\n",
            Failed(ExitCode.BadUsage, "predict", file, "--model", "mnist-linear", "--from", Trained()).Error);
    }

    [Fact]
    public void A_loss_that_is_not_finite_ends_the_run_with_its_cause()
    {
        string data = Directory.CreateDirectory(Folder("data")).FullName;
        File.WriteAllText(Path.Combine(data, "students.csv"), "lectures,hours,passed\n3e38,3e38,0\n3e38,3e38,1\n3e38,3e38,0\n3e38,3e38,1\n");
        (string _, string error) = Failed(ExitCode.CheckFailed, "train", "perceptron", "--data", data, "--out", Folder("run"));
        Assert.StartsWith("graph: in epoch 1, batch 1, behind 0 steps, the loss is NaN: contract f32[3,1] ", error, StringComparison.Ordinal);
        Assert.Single(error.TrimEnd('\n').Split('\n'));
    }

    [Theory]
    [InlineData(OptimizationLevel.Debug)]
    [InlineData(OptimizationLevel.Release)]
    public void A_debug_build_is_warned_of(OptimizationLevel level)
    {
        using MemoryStream image = new();
        CSharpCompilation.Create(
            $"Built{level}", references: [MetadataReference.CreateFromFile(typeof(object).Assembly.Location)],
            options: new(OutputKind.DynamicallyLinkedLibrary, optimizationLevel: level)).Emit(image);
        string? warning = SlowBuild.Warning(Assembly.Load(image.ToArray()));
        Assert.Equal(level == OptimizationLevel.Debug, warning?.StartsWith("this is a Debug build", StringComparison.Ordinal) ?? false);
    }

    [Fact]
    public void On_a_terminal_there_is_a_bar_below_the_lines()
    {
        using StringWriter written = new();
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(written),
        });
        console.Profile.Width = 160;
        Dataset data = Students.Load();
        Metric accuracy = Graph.Learning.Metrics.BinaryAccuracy();
        ProgressBars bars = new(console, accuracy, TimeSpan.Zero);
        Trainer trainer = new(new Dense(1), Losses.SigmoidCrossEntropy, new Sgd(0.1)) { Metrics = [accuracy], Callbacks = [bars] };
        Assert.Equal(2, bars.Around(() => trainer.Fit(data, epochs: 2, batchSize: 10)).History!.Epochs.Length);
        string text = written.ToString();
        Assert.Matches(@"epoch 1/2: loss 0\.\d{4}, accuracy \d+\.\d\d %; \d", text);
        Assert.Contains("━", text, StringComparison.Ordinal);
    }

    private string Folder(string name) => Path.Combine(folder, name);

    private string Trained(string model = "mnist-linear")
    {
        string run = Folder("trained-" + model), data = Folder("some");
        Done("train", model, "--epochs", "1", "--out", run, "--data", model == "perceptron" ? Table(data) : TinyMnist.Write(data, 64, 20));
        return run;
    }

    private static string Table(string data)
    {
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "students.csv"), "lectures,hours,passed\n1,1,0\n5,6,1\n0,2,0\n6,7,1\n");
        return data;
    }

    // Four times as large, dark on light grey, in a corner.
    private static Tensor OnPaper(Tensor digit) => Tensor.Generate<float>([160, 200, 1], place =>
    {
        (int y, int x) = ((int)(place / 200) / 4, (int)(place % 200) / 4);
        return 0.9f - (y < 28 && x < 28 ? 0.8f * digit.At<float>(y, x, 0) : 0);
    });

    private static int[] Places(float[] ink, Func<int, int> axis) =>
        [.. Enumerable.Range(0, ink.Length).Where(place => ink[place] > 0.05).Select(axis)];

    private static float[] Values(string run, string name) => TensorFile.Load(Path.Combine(run, "model.safetensors"))[name].ToArray<float>();

    private static string Weights(string run) => TensorFile.Load(Path.Combine(run, "model.safetensors")).Sha256;

    private static string[] Done(params string[] words)
    {
        (int code, string output, string error) = Run(words);
        Assert.Equal((ExitCode.Success, ""), (code, error.Replace("graph: this is a Debug build, which trains several times slower; use dotnet run -c Release\n", "", StringComparison.Ordinal)));
        return output.TrimEnd('\n').Split('\n');
    }

    private static (string Output, string Error) Failed(int expected, params string[] words)
    {
        (int code, string output, string error) = Run(words);
        Assert.Equal(expected, code);
        return (output, error);
    }

    private static (int Code, string Output, string Error) Run(string[] words)
    {
        using StringWriter output = new(), error = new();
        int code = CommandLine.Run(words, output, error);
        return (code, output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
