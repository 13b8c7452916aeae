using Graph.Benchmarks.Contest;
using Graph.Cpu;
using Graph.Inspection;

namespace Graph.Benchmarks.Racing.Reporting;

/// <summary>Where the time of our side of a workload goes.</summary>
/// <param name="Name">The workload.</param>
/// <param name="Seconds">How long an iteration takes as a user runs it.</param>
/// <param name="Profile">What its kernels take.</param>
public sealed record Account(string Name, double Seconds, Profile Profile)
{
    private static readonly TimeSpan roundTime = TimeSpan.FromSeconds(0.4);

    /// <summary>With how many threads.</summary>
    public int Threads => Profile.Limits.Threads;

    /// <summary>The time of all kernels together.</summary>
    public double KernelSeconds => Profile.Steps.Sum(step => step.Seconds);

    /// <summary>
    /// The share of an iteration that no kernel accounts for: binding, checks and the way from kernel to kernel. 0 where reading the clock
    /// around each kernel takes longer than that.
    /// </summary>
    public double ShareOutside => Math.Max(0, 1 - (KernelSeconds / Seconds));

    /// <summary>The share that an iteration reaches of what it would be with every kernel at its limit and nothing else.</summary>
    public double ShareOfIdeal => Profile.IdealSeconds / Seconds;

    /// <summary>The kernel that loses most against its limit.</summary>
    public ProfiledStep? Worst => Profile.Steps.MaxBy(step => step.Seconds - step.IdealSeconds);

    /// <summary>The kernels that take most time, the longest first, until they take nearly all of it.</summary>
    /// <param name="most">How many at most.</param>
    public ImmutableArray<ProfiledStep> Longest(int most) => [.. Profile.Steps.OrderByDescending(step => step.Seconds).Take(most)];

    /// <summary>Runs workloads in this process and measures their kernels.</summary>
    /// <param name="workloads">The workloads.</param>
    /// <param name="threads">With how many threads.</param>
    public static IEnumerable<Account> Of(ImmutableArray<Workload> workloads, int threads)
    {
        MachineLimits limits = MachineLimits.Measure(MachineTarget.Detect(), threads);
        return workloads.Select(workload =>
        {
            Prepared ours = workload.Ours(Engine.Cpu(threads));
            Round round = Round.Run(ours.Entry.Iterate, roundTime);
            return new Account(workload.Name, round.Microseconds * 1e-6, ours.Profile(workload.Name, limits));
        });
    }
}
