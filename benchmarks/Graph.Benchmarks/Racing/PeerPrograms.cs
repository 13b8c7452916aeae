using Graph.Benchmarks.Contest;
using Graph.Cli;
using Graph.Ilgpu;

namespace Graph.Benchmarks.Racing;

/// <summary>The programs of peers: given, or built when one is first asked for; and which peers cannot take part.</summary>
/// <param name="given">Programs to run in place of those that would be built.</param>
/// <param name="none">No peer takes part.</param>
public sealed class PeerPrograms(IReadOnlyDictionary<Peer, string> given, bool none)
{
    private readonly Dictionary<Peer, string?> found = [];

    /// <summary>Reads <c>PEER=PATH</c>, or a path alone, which is that of the first peer's program.</summary>
    /// <exception cref="UsageException">There is no such peer or no such file.</exception>
    public static Dictionary<Peer, string> Parse(IEnumerable<string> words)
    {
        Dictionary<Peer, string> programs = [];
        foreach (string word in words)
        {
            int sign = word.IndexOf('=', StringComparison.Ordinal);
            Peer peer = sign < 0 ? Peer.All[0] : NameFilter.Select("peer", [word[..sign]], Peer.All, known => known.Name)[0];
            string path = word[(sign + 1)..];
            programs[peer] = File.Exists(path) ? path : throw new UsageException($"race: there is no program {path}");
        }
        return programs;
    }

    /// <summary>The peers of a workload that can take part, with their programs.</summary>
    /// <param name="workload">The workload.</param>
    /// <param name="device">Where ours runs; null for the processor.</param>
    /// <param name="remark">Is told why another one cannot, the first time.</param>
    public ImmutableArray<(Peer Peer, string Program)> For(Workload workload, DeviceAddress? device, Action<string> remark) =>
        [.. workload.PeersOn(device).Select(peer => (peer, Of(peer, remark))).Where(pair => pair.Item2 is not null).Select(pair => (pair.peer, pair.Item2!))];

    /// <summary>A peer cannot take part, and is not asked again.</summary>
    /// <param name="peer">The peer.</param>
    /// <param name="reason">Why.</param>
    /// <param name="remark">Is told.</param>
    public void Exclude(Peer peer, AbsentException reason, Action<string> remark)
    {
        found[peer] = null;
        remark($"{reason.Message}; the race goes on without it");
    }

    private string? Of(Peer peer, Action<string> remark)
    {
        if (none)
        {
            return null;
        }
        if (!found.ContainsKey(peer))
        {
            try
            {
                found[peer] = given.TryGetValue(peer, out string? program) ? program : peer.Build();
            }
            catch (AbsentException reason)
            {
                Exclude(peer, reason, remark);
            }
        }
        return found[peer];
    }
}
