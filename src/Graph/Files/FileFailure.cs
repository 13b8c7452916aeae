using System.Globalization;

namespace Graph;

/// <summary>What the system says when it will not read or write a file, for sentences that name the file themselves.</summary>
public static class FileFailure
{
    // The error numbers of Linux and macOS, and how Windows says that a disk is full.
    private const int NoSpace = 28, ReadOnlyFileSystem = 30, QuotaOnMac = 69, QuotaOnLinux = 122;
    private const int DiskFullOnWindows = unchecked((int)0x80070070), HandleDiskFullOnWindows = unchecked((int)0x80070027);

    // Of the argument that .NET complains about where the system lets no file become so large.
    private const string LengthOfFile = "value";

    /// <summary>Whether an exception is the system's refusal to read or write a file.</summary>
    public static bool IsOne(Exception failure) =>
        failure is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: LengthOfFile };

    /// <summary>Why it failed: a clause without the path, such as <c>no space is left on the disk</c>.</summary>
    /// <param name="failure">An exception for which <see cref="IsOne"/> holds.</param>
    public static string Reason(Exception failure)
    {
        ArgumentNullException.ThrowIfNull(failure);
        return failure switch
        {
            UnauthorizedAccessException => "that is not permitted",
            ArgumentOutOfRangeException => "no file may be so large there",
            DirectoryNotFoundException => "there is no such folder",
            FileNotFoundException => "there is no such file",
            { HResult: NoSpace or DiskFullOnWindows or HandleDiskFullOnWindows } => "no space is left on the disk",
            { HResult: QuotaOnMac or QuotaOnLinux } => "the quota of the disk is used up",
            { HResult: ReadOnlyFileSystem } => "the file system is read-only",
            _ => WithoutPath(failure.Message),
        };
    }

    private static string WithoutPath(string message)
    {
        int path = message.IndexOf(" : '", StringComparison.Ordinal);
        string sentence = (path < 0 ? message : message[..path]).ReplaceLineEndings(" ").TrimEnd('.', ' ');
        return sentence.Length == 0
            ? "the system does not say why"
            : char.ToLower(sentence[0], CultureInfo.InvariantCulture) + sentence[1..];
    }
}
