using System.Runtime.InteropServices;

namespace Graph.Learning;

/// <summary>
/// Files that are whole or not there: written beside their place, flushed to the disk, renamed, and the folder flushed in its turn. Whoever
/// is killed on the way leaves the file of before.
/// </summary>
internal static class DurableFile
{
    /// <summary>What the name of a file that is being written ends with.</summary>
    public const string PartialExtension = ".partial";

    private const int BlockBytes = 1 << 16;

    // Of open, and of errno.
    private const int ReadOnly = 0, InvalidArgument = 22;

    /// <summary>Writes a file in place of one that may be there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes the content.</param>
    /// <param name="create">Makes the stream of a path; null for a file.</param>
    /// <exception cref="CheckpointException">It cannot be written; what was there before is as it was.</exception>
    public static void Write(string path, Action<Stream> write, Func<string, Stream>? create = null)
    {
        string partial = path + PartialExtension;
        bool isCreated = false, isMoved = false;
        try
        {
            using (Stream stream = create is null ? OnDisk(partial) : create(partial))
            {
                isCreated = true;
                write(stream);
                Flush(stream);
            }
            File.Move(partial, path, overwrite: true);
            isMoved = true;
            FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            if (isCreated)
            {
                TryDelete(partial);
            }
            string reason = FileFailure.Reason(failure), rest = File.Exists(path) ? "; the file that was there is as it was" : "";
            throw new CheckpointException(
                isMoved
                    ? $"'{path}' is written, but may be gone after a loss of power: {reason}"
                    : $"'{path}' cannot be written: {reason}{rest}",
                failure);
        }
    }

    /// <summary>Makes the names of a folder survive a loss of power.</summary>
    /// <exception cref="IOException">The system would not.</exception>
    public static void FlushFolder(string folder)
    {
        // Windows has no such call: its file systems keep a journal of names.
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        int descriptor = Open(folder, ReadOnly);
        if (descriptor < 0)
        {
            throw Failed(folder);
        }
        try
        {
            // A file system that has no such call for folders, as some of networks, says that the argument is invalid.
            if (Synchronise(descriptor) != 0 && Marshal.GetLastPInvokeError() != InvalidArgument)
            {
                throw Failed(folder);
            }
        }
        finally
        {
            _ = Close(descriptor);
        }
    }

    private static FileStream OnDisk(string path) => new(path, FileMode.Create, FileAccess.Write, FileShare.None, BlockBytes);

    private static void Flush(Stream stream)
    {
        if (stream is FileStream file)
        {
            file.Flush(flushToDisk: true);
        }
        else
        {
            stream.Flush();
        }
    }

    // The file on the way is of no use to anybody; the next one that is written takes its place where it cannot be deleted.
    private static void TryDelete(string partial)
    {
        try
        {
            File.Delete(partial);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
        }
    }

    private static IOException Failed(string folder)
    {
        int error = Marshal.GetLastPInvokeError();
        return new IOException($"the folder cannot be flushed to the disk: {Marshal.GetPInvokeErrorMessage(error)} : '{folder}'", error);
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open([MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags);

    [DllImport("libc", EntryPoint = "fsync", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Synchronise(int descriptor);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
