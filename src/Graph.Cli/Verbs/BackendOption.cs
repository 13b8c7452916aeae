using System.CommandLine;
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
            if (result.Tokens is [var word] && Find(word.Value) is null)
            {
                result.AddError($"there is no backend '{word.Value}'");
            }
        });
        return option;
    }

    /// <summary>The backend that a word chooses.</summary>
    /// <exception cref="DeviceException">There is no such device.</exception>
    public static Backend Choose(string word) => Find(word)?.Invoke() ?? throw new UsageException($"there is no backend '{word}'");

    private static Func<Backend>? Find(string word) => word == Backend.Cpu.Name ? () => Backend.Cpu
        : word == Backend.Reference.Name ? () => Backend.Reference
        : DeviceAddress.Parse(word) is { } device ? () => Backend.Of(new IlgpuBackend(device.Kind, device.Index))
        : null;
}
