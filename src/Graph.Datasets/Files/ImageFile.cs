using SixLabors.ImageSharp;
using SixLabors.ImageSharp.Formats.Jpeg;
using SixLabors.ImageSharp.Formats.Png;
using SixLabors.ImageSharp.PixelFormats;
using SixLabors.ImageSharp.Processing;

namespace Graph.Datasets;

/// <summary>Pictures in PNG or JPEG as tensors.</summary>
public static class ImageFile
{
    private const long MostPixels = 1 << 28;

    // Where a JPEG ends, and the last chunk of a PNG.
    private static ReadOnlySpan<byte> JpegEnd => [0xFF, 0xD9];

    private static ReadOnlySpan<byte> PngEnd => "IEND"u8;

    /// <summary>Reads a picture, upright as its camera noted.</summary>
    /// <param name="path">A PNG or JPEG.</param>
    /// <param name="channels">1 for grey (by the luma of BT.709), 3 for red, green and blue, 4 for those and opacity.</param>
    /// <param name="height">The height to scale it to; null for its own.</param>
    /// <param name="width">The width to scale it to; null for its own.</param>
    /// <returns>An f32[height, width, channels] from 0 to 1.</returns>
    /// <exception cref="DatasetException">It cannot be read, is neither, is cut off or damaged, or is too large.</exception>
    public static Tensor Read(string path, int channels = 3, int? height = null, int? width = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Decode(File.ReadAllBytes(path), channels, height, width, $"'{path}'");
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new DatasetException($"'{path}' cannot be read: {FileFailure.Reason(failure)}", failure);
        }
    }

    /// <summary>Reads a picture from the bytes of its file.</summary>
    /// <param name="bytes">A PNG or JPEG.</param>
    /// <param name="channels">1 for grey, 3 for red, green and blue, 4 for those and opacity.</param>
    /// <param name="height">The height to scale it to; null for its own.</param>
    /// <param name="width">The width to scale it to; null for its own.</param>
    /// <param name="source">What to call it in errors.</param>
    /// <returns>An f32[height, width, channels] from 0 to 1.</returns>
    /// <exception cref="DatasetException">It is neither, is cut off or damaged, or is too large.</exception>
    public static Tensor Decode(byte[] bytes, int channels = 3, int? height = null, int? width = null, string source = "the picture")
    {
        ArgumentNullException.ThrowIfNull(bytes);
        ArgumentOutOfRangeException.ThrowIfLessThan(height ?? 1, 1, nameof(height));
        ArgumentOutOfRangeException.ThrowIfLessThan(width ?? 1, 1, nameof(width));
        return channels switch
        {
            1 => Elements(Pixels<L8>(bytes, height, width, source), channels, static (pixel, result) => result[0] = pixel.PackedValue),
            3 => Elements(
                Pixels<Rgb24>(bytes, height, width, source), channels,
                static (pixel, result) => (result[0], result[1], result[2]) = (pixel.R, pixel.G, pixel.B)),
            4 => Elements(
                Pixels<Rgba32>(bytes, height, width, source), channels,
                static (pixel, result) => (result[0], result[1], result[2], result[3]) = (pixel.R, pixel.G, pixel.B, pixel.A)),
            _ => throw new ArgumentOutOfRangeException(nameof(channels), channels, "A picture has 1, 3 or 4 channels."),
        };
    }

    /// <summary>Writes a picture as PNG.</summary>
    /// <param name="path">The file; replaced where it is there.</param>
    /// <param name="picture">An f32[height, width, channels] with 1 or 3 channels; what is below 0 or above 1 is written as those.</param>
    /// <exception cref="DatasetException">The tensor is no picture, or it cannot be written.</exception>
    public static void WritePng(string path, Tensor picture)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(picture);
        if (picture is not { Element: ElementType.F32, Rank: 3, ElementCount: > 0 } || picture.Shape[2] is not (1 or 3))
        {
            throw new DatasetException($"a picture to be written is f32[height, width, 1 or 3], not {picture.Type}");
        }
        byte[] bytes = [.. picture.ToArray<float>().Select(Byte)];
        (int height, int width) = ((int)picture.Shape[0], (int)picture.Shape[1]);
        try
        {
            using Image image = picture.Shape[2] == 1
                ? Image.LoadPixelData<L8>(bytes, width, height)
                : Image.LoadPixelData<Rgb24>(bytes, width, height);
            image.SaveAsPng(path);
        }
        catch (Exception failure) when (FileFailure.IsOne(failure))
        {
            throw new DatasetException($"'{path}' cannot be written: {FileFailure.Reason(failure)}", failure);
        }
    }

    private static byte Byte(float value) => float.IsNaN(value) ? (byte)0 : (byte)MathF.Round(Math.Clamp(value, 0, 1) * byte.MaxValue);

    private delegate void PixelMap<TPixel>(TPixel pixel, Span<float> result);

    private static Tensor Elements<TPixel>(Image<TPixel> image, int channels, PixelMap<TPixel> map) where TPixel : unmanaged, IPixel<TPixel>
    {
        using (image)
        {
            float[] elements = new float[image.Height * image.Width * channels];
            int place = 0;
            for (int y = 0; y < image.Height; y++)
            {
                for (int x = 0; x < image.Width; x++, place += channels)
                {
                    map(image[x, y], elements.AsSpan(place, channels));
                }
            }
            for (int index = 0; index < elements.Length; index++)
            {
                elements[index] /= byte.MaxValue;
            }
            return Tensor.Create<float>([image.Height, image.Width, channels], elements);
        }
    }

    private static Image<TPixel> Pixels<TPixel>(byte[] bytes, int? height, int? width, string source)
        where TPixel : unmanaged, IPixel<TPixel>
    {
        bool isPng = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G']);
        bool isJpeg = bytes.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8]);
        if (!isPng && !isJpeg)
        {
            throw new DatasetException($"{source} is neither a PNG nor a JPEG");
        }
        // The decoder would fill up what is missing.
        if (bytes.AsSpan().LastIndexOf(isPng ? PngEnd : JpegEnd) < 0)
        {
            throw new DatasetException($"{source} is cut off: it does not end as a {(isPng ? "PNG" : "JPEG")} does");
        }
        Configuration decoders = new(new PngConfigurationModule(), new JpegConfigurationModule());
        try
        {
            IImageInfo information = Image.Identify(decoders, bytes, out _)
                ?? throw new DatasetException($"{source} is damaged: it has no size");
            if ((long)information.Width * information.Height > MostPixels)
            {
                throw new DatasetException(
                    $"{source} is too large: {information.Width}×{information.Height} pixels, of at most {MostPixels}");
            }
            Image<TPixel> image = Image.Load<TPixel>(decoders, bytes);
            image.Mutate(picture => Fit(picture.AutoOrient(), height, width));
            return image;
        }
        // What the decoder throws at damaged files; it does not foresee all that can be wrong with them.
        catch (Exception broken) when (broken is ImageFormatException or NotSupportedException or ArgumentException
            or NullReferenceException or IndexOutOfRangeException or InvalidOperationException or OverflowException or IOException)
        {
            throw new DatasetException($"{source} is damaged, or a {(isPng ? "PNG" : "JPEG")} of a kind that cannot be read", broken);
        }
    }

    private static void Fit(IImageProcessingContext picture, int? height, int? width)
    {
        Size size = picture.GetCurrentSize();
        (int wantedHeight, int wantedWidth) = (height ?? size.Height, width ?? size.Width);
        if ((wantedHeight, wantedWidth) != (size.Height, size.Width))
        {
            picture.Resize(wantedWidth, wantedHeight, KnownResamplers.Triangle);
        }
    }
}
