using System.ComponentModel;
using System.Diagnostics;
using Graph.Benchmarks.Contest;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary>One side of a race: a child process that stays alive between rounds.</summary>
public sealed class Side : IDisposable
{
    // Preparing includes making inputs of 16 million elements and trying several ways; nothing takes nearly so long.
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);
    private readonly Process process;
    private readonly Func<string, Exception> failure;

    private Side(Func<string, Exception> failure, ProcessStartInfo start)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = true;
        this.failure = failure;
        try
        {
            process = Process.Start(start) ?? throw failure("does not start");
        }
        catch (Win32Exception wrong)
        {
            throw failure($"does not start: {wrong.Message}");
        }
    }

    /// <summary>Starts our side.</summary>
    /// <param name="workload">What it computes.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="device">Where it runs; null for the processor.</param>
    public static Side Ours(Workload workload, int threads, DeviceAddress? device)
    {
        string program = Environment.ProcessPath ?? throw new InvalidOperationException("A process has a path.");
        ImmutableArray<string> arguments = ContendVerb.Arguments(workload, threads, device);
        // Run as `dotnet Graph.Benchmarks.dll`, the program of this process is dotnet.
        bool isHost = Path.GetFileNameWithoutExtension(program) == "dotnet";
        return new Side(how =>
            new FaultException($"ours {how}"), new ProcessStartInfo(
                program, isHost ? [typeof(Side).Assembly.Location, .. arguments] : arguments));
    }

    /// <summary>Starts a peer's side.</summary>
    /// <param name="workload">What it computes.</param>
    /// <param name="peer">The peer.</param>
    /// <param name="program">A program, or an assembly that <c>dotnet</c> runs.</param>
    /// <param name="threads">How many threads it may use.</param>
    /// <param name="device">Where ours runs; null for the processor.</param>
    public static Side OfPeer(Workload workload, Peer peer, string program, int threads, DeviceAddress? device)
    {
        ImmutableArray<string> arguments = peer.Arguments(workload, threads, device);
        bool isAssembly = program.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);
        ProcessStartInfo start = isAssembly ? new("dotnet", [program, .. arguments]) : new(program, arguments);
        foreach ((string variable, string? value) in peer.Environment)
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
        return new Side(how => new AbsentException($"{peer.Name} {how}"), start);
    }

    /// <summary>Waits until it is ready.</summary>
    /// <returns>What computes, and how it computes the workload.</returns>
    /// <exception cref="AbsentException">It is a peer's, and cannot take part.</exception>
    /// <exception cref="FaultException">It is ours, and fails.</exception>
    public Message.Ready Await() => Hear() switch
    {
        Message.Ready ready => ready,
        Message.Absent(var reason) => throw failure($"cannot take part: {reason}"),
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
        try
        {
            process.StandardInput.WriteLine(question.ToLine());
            process.StandardInput.Flush();
        }
        catch (IOException)
        {
            throw failure("ended before it was told to");
        }
        return Hear();
    }

    private Message Hear()
    {
        Task<string?> line = process.StandardOutput.ReadLineAsync();
        if (!line.Wait(patience))
        {
            process.Kill();
            throw failure("does not answer");
        }
        string said = line.Result ?? throw failure("ended before it was told to");
        try
        {
            return Message.Parse(said);
        }
        catch (MessageException wrong)
        {
            throw failure($"does not follow the rules of a race: {wrong.Message}");
        }
    }

    private Exception Unexpected(Message message) => failure($"says '{message.ToLine()}', which is no answer to what it was asked");
}

/// <summary>Our side of a race fails, which nothing makes up for.</summary>
/// <param name="sentence">How.</param>
public sealed class FaultException(string sentence) : Exception(sentence);
