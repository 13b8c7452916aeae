using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Graph.Learning;

namespace Graph.Tests.Cli;

/// <summary>
/// Runs of <c>graph train</c> in processes of their own that save after every second batch, are killed at random moments and resumed.
/// </summary>
/// <param name="folder">A folder for it alone.</param>
/// <param name="epochs">How long a run is.</param>
internal sealed class KilledRuns(string folder, int epochs = 60)
{
    private const int KillsInARun = 10;

    // A kill comes so many milliseconds after the start, or after training has gone on.
    private const int LongestStart = 800, LongestTraining = 500;

    private readonly string data = TinyMnist.Write(Path.Combine(folder, "data"), train: 320, test: 40);

    /// <summary>Kills at least as many runs as asked for, and compares what each comes to with a run that is left alone.</summary>
    /// <returns>Whether all came to the same.</returns>
    public static bool Sweep(int kills, TextWriter output)
    {
        string folder = Directory.CreateTempSubdirectory("graph-kills-").FullName;
        KilledRuns runs = new(folder);
        string expected = runs.Undisturbed();
        output.WriteLine($"undisturbed: {expected}");
        (int killed, int whole, int equal, Random random) = (0, 0, 0, new Random(1));
        while (killed < kills)
        {
            (string result, int came) = runs.Killed(string.Create(CultureInfo.InvariantCulture, $"run{whole}"), KillsInARun, random);
            killed += came;
            whole++;
            equal += result == expected ? 1 : 0;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{killed} kills, {equal} of {whole} runs equal: {result}"));
        }
        Directory.Delete(folder, recursive: true);
        return equal == whole;
    }

    /// <summary>What a run comes to that is left alone: the hash of its weights, and its metrics but for times.</summary>
    public string Undisturbed()
    {
        using Process process = Start("undisturbed", resumes: false);
        return End(process, "undisturbed");
    }

    /// <summary>What a run comes to that is killed time and again, and then resumed to the end.</summary>
    /// <returns>The same as of one that is left alone, and how many kills came before the end.</returns>
    public (string Result, int Kills) Killed(string name, int kills, Random random)
    {
        int came = 0;
        for (int kill = 0; kill < kills; kill++)
        {
            using Process process = Start(name, resumes: true);
            bool isEarly = random.Next(4) == 0;
            if (!isEarly)
            {
                WaitForTraining(process);
            }
            Thread.Sleep(random.Next(isEarly ? LongestStart : LongestTraining));
            bool isOver = process.HasExited;
            process.Kill();
            process.WaitForExit();
            if (isOver)
            {
                break;
            }
            came++;
        }
        using Process last = Start(name, resumes: true);
        return (End(last, name), came);
    }

    /// <summary>Starts a run.</summary>
    /// <param name="name">The name of its folder.</param>
    /// <param name="resumes">Whether it goes on.</param>
    /// <param name="limit">How many blocks of 512 bytes a file may have; null for any number.</param>
    public Process Start(string name, bool resumes, int? limit = null)
    {
        string[] words =
        [
            ChildProcess.Host(), Path.Combine(AppContext.BaseDirectory, "Graph.Cli.dll"), "train", "mnist-linear", "--optimizer", "adam",
            "--epochs", epochs.ToString(CultureInfo.InvariantCulture), "--batch-size", "16", "--every", "2", "--data", data,
            "--out", Path.Combine(folder, name), .. resumes ? ["--resume"] : Array.Empty<string>(),
        ];
        // A file that may not grow is the disk that is full, as far as a test may go.
        string[] limited = ["sh", "-c", $"trap '' XFSZ; ulimit -f {limit}; exec \"$@\"", "sh", .. words];
        string[] command = limit is null ? words : limited;
        ProcessStartInfo start = new(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (limit is not null)
        {
            // The runtime's own code lies in a large file in memory otherwise.
            start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        }
        return Process.Start(start)!;
    }

    /// <summary>Waits until it says that it goes on, or begins anew.</summary>
    public static void WaitForTraining(Process process)
    {
        while (process.StandardOutput.ReadLine() is { } line)
        {
            if (line.StartsWith("resumed from ", StringComparison.Ordinal) || line.StartsWith("there is no checkpoint", StringComparison.Ordinal))
            {
                return;
            }
        }
    }

    /// <summary>Waits for the end, which must be a good one.</summary>
    public string End(Process process, string name)
    {
        Task<string> errors = process.StandardError.ReadToEndAsync();
        process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, $"{name} ends with {process.ExitCode}: {errors.Result}");
        string run = Path.Combine(folder, name);
        IEnumerable<string> metrics = File.ReadLines(Path.Combine(run, "metrics.jsonl")).Select(line => line.Split(",\"seconds\"")[0]);
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', metrics)));
        return $"{TensorFile.Load(Path.Combine(run, "model.safetensors")).Sha256} {Convert.ToHexStringLower(hash)[..8]}";
    }
}
