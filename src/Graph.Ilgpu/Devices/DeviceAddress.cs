using System.Globalization;

namespace Graph.Ilgpu;

/// <summary>Which device is meant, as on the command line: <c>cuda</c>, <c>opencl:1</c>.</summary>
/// <param name="Kind">How it is reached.</param>
/// <param name="Index">Its number among those of its kind.</param>
public sealed record DeviceAddress(DeviceKind Kind, int Index = 0)
{
    /// <summary>Reads a kind's word, or one followed by a colon and a number.</summary>
    /// <returns>The device that is meant, which need not be there; null where the word means none.</returns>
    public static DeviceAddress? Parse(string word)
    {
        ArgumentNullException.ThrowIfNull(word);
        int colon = word.IndexOf(':', StringComparison.Ordinal);
        int index = 0;
        bool isIndexed = colon < 0 || int.TryParse(word.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out index);
        string name = colon < 0 ? word : word[..colon];
        return isIndexed
            ? DeviceKinds.All.Where(kind => kind.Mnemonic() == name).Select(kind => new DeviceAddress(kind, index)).FirstOrDefault()
            : null;
    }

    /// <inheritdoc/>
    public override string ToString() =>
        Index == 0 ? Kind.Mnemonic() : string.Create(CultureInfo.InvariantCulture, $"{Kind.Mnemonic()}:{Index}");
}
