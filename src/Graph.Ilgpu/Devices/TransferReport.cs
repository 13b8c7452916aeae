namespace Graph.Ilgpu;

/// <summary>What was copied between the memory of a device and that of the process.</summary>
/// <param name="Uploads">How often something was copied to the device.</param>
/// <param name="UploadedBytes">How much.</param>
/// <param name="Downloads">How often something was copied from the device.</param>
/// <param name="DownloadedBytes">How much.</param>
public sealed record TransferReport(long Uploads, long UploadedBytes, long Downloads, long DownloadedBytes);
