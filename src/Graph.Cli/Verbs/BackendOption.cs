using System.CommandLine;
using System.Globalization;
using Graph.Ilgpu;

namespace Graph.Cli.Verbs;

/// <summary>The option that says what runs something.</summary>
internal static class BackendOption
{
    private static readonly string[] words =
        [Backend.Reference.Name, Backend.Cpu.Name, .. DeviceKinds.All.Select(kind => kind.Mnemonic() + "[:N]")];

    /// <summary>The option <c>--backend</c>.</summary>
    /// <param name="description">What it is asked for.</param>
    /// <param name="otherwise">The backend where it is not given.</param>
    public static Option<string> Create(string description, string otherwise)
    {
        Option<string> option = new("--backend")
        {
            Description = description + " The interpreter, code generated for the processor, or an accelerator; see graph devices.",
            DefaultValueFactory = _ => otherwise,
            HelpName = string.Join('|', words),
        };
        option.CompletionSources.Add([.. words.Select(word => word.Replace("[:N]", "", StringComparison.Ordinal))]);
        option.Validators.Add(result =>
        {
            if (result.Tokens is [var word] && Parse(word.Value) is null)
            {
                result.AddError($"there is no backend '{word.Value}'");
            }
        });
        return option;
    }

    /// <summary>The backend that a word chooses.</summary>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static Backend Choose(string word) => Parse(word) is not (var kind, var index)
        ? throw new UsageException($"there is no backend '{word}'")
        : kind is { } device ? Backend.Of(new IlgpuBackend(device, index))
        : word == Backend.Cpu.Name ? Backend.Cpu
        : Backend.Reference;

    private static (DeviceKind? Kind, int Index)? Parse(string word)
    {
        if (word == Backend.Reference.Name || word == Backend.Cpu.Name)
        {
            return (null, 0);
        }
        string[] parts = word.Split(':');
        int index = 0;
        bool isKnown = DeviceKinds.All.Any(kind => kind.Mnemonic() == parts[0]);
        bool hasIndex = parts.Length == 1
            || (parts.Length == 2 && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out index));
        return isKnown && hasIndex ? (DeviceKinds.All.First(kind => kind.Mnemonic() == parts[0]), index) : null;
    }
}
