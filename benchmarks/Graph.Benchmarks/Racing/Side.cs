using System.Diagnostics;
using System.Globalization;
using Graph.Benchmarks.Contest;

namespace Graph.Benchmarks.Racing;

/// <summary>One side of a race: a child process that stays alive between rounds.</summary>
public sealed class Side : IDisposable
{
    // Preparing includes making inputs of 16 million elements and trying several ways; nothing takes nearly so long.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);
    private readonly Process process;
    private readonly string name;

    private Side(string name, ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        (this.name, process) = (name, Process.Start(start) ?? throw new AbsentException($"{name} does not start"));
    }

    /// <summary>Starts our side.</summary>
    public static Side Ours(Workload workload, int threads)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("A process has a path.");
        string[] arguments = ["contend", workload.Name, "--threads", threads.ToString(CultureInfo.InvariantCulture)];
        // Run as `dotnet Graph.Benchmarks.dll`, the program of this process is dotnet.
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new Side("ours", new ProcessStartInfo(program, isHost ? [typeof(Side).Assembly.Location, .. arguments] : arguments));
    }

    /// <summary>Starts a peer's side.</summary>
    /// <param name="workload">What it computes.</param>
    /// <param name="program">A program, or an assembly that <c>dotnet</c> runs.</param>
    /// <param name="threads">How many threads it may use.</param>
    public static Side OfPeer(Workload workload, string program, int threads)
    {
        string[] arguments = [workload.Name, threads.ToString(CultureInfo.InvariantCulture)];
        bool isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo start = isAssembly ? new("dotnet", [program, .. arguments]) : new(program, arguments);
        foreach ((string variable, string? value) in workload.Peer.Environment)
        {
            if (value is null)
            {
                start.Environment.Remove(variable);
            }
            else
            {
                start.Environment[variable] = value;
            }
        }
        return new Side(workload.Peer.Name, start);
    }

    /// <summary>Waits until it is ready.</summary>
    /// <returns>How it computes the workload.</returns>
    /// <exception cref="AbsentException">It cannot take part.</exception>
    public string Await() => Hear() switch
    {
        Message.Ready(var entry) => entry,
        Message.Absent(var reason) => throw new AbsentException(reason),
        var other => throw Unexpected(other),
    };

    /// <summary>Has it run a round.</summary>
    public Round Run(TimeSpan time) => Ask(new Message.RunRound(time.TotalSeconds)) switch
    {
        Message.Timed(var round) => round,
        var other => throw Unexpected(other),
    };

    /// <summary>Elements of its result.</summary>
    public ImmutableArray<double> Values(int count) => Ask(new Message.AskValues(count)) switch
    {
        Message.Values(var elements) => elements,
        var other => throw Unexpected(other),
    };

    /// <summary>Ends it.</summary>
    public void Dispose()
    {
        if (!process.HasExited)
        {
            try
            {
                process.StandardInput.WriteLine(new Message.End().ToLine());
                process.StandardInput.Close();
            }
            catch (IOException)
            {
                // It ended by itself in the meantime.
            }
            if (!process.WaitForExit(TimeSpan.FromSeconds(5)))
            {
                process.Kill();
            }
        }
        process.Dispose();
    }

    private Message Ask(Message question)
    {
        process.StandardInput.WriteLine(question.ToLine());
        process.StandardInput.Flush();
        return Hear();
    }

    private Message Hear()
    {
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(patience))
        {
            process.Kill();
            throw new AbsentException($"{name} does not answer");
        }
        return line.Result is { } said ? Message.Parse(said) : throw new AbsentException($"{name} ended before it was told to");
    }

    private InvalidOperationException Unexpected(Message message) => new($"{name} says '{message.ToLine()}', which is no answer to what it was asked.");
}
