using Graph.Datasets;

namespace Graph.Cli.Training;

/// <summary>
/// A picture of a digit made into what the models have learned from: light on dark, the digit within 20×20 pixels, its centre of mass in
/// the middle of 28×28 (LeCun et al., 1998, section III.A).
/// </summary>
internal static class DigitPicture
{
    private const int Side = 28, Box = 20;
    private const float LeastInk = 0.25f;

    /// <summary>Reads a PNG or JPEG.</summary>
    /// <returns>An f32[1, 28, 28, 1].</returns>
    /// <exception cref="DatasetException">It is none.</exception>
    /// <exception cref="UsageException">There is nothing on it.</exception>
    public static Tensor Read(string path)
    {
        Tensor picture = ImageFile.Read(path, channels: 1);
        (int height, int width) = ((int)picture.Shape[0], (int)picture.Shape[1]);
        float[,] ink = Ink(picture.ToArray<float>(), height, width);
        (int Top, int Bottom, int Left, int Right) box = BoxOf(ink)
            ?? throw new UsageException($"'{path}' is blank: no digit stands out from its background");
        bool isAsLearned = (height, width) == (Side, Side) && box.Bottom - box.Top <= Box && box.Right - box.Left <= Box;
        return Tensor.Create<float>([1, Side, Side, 1], isAsLearned ? [.. ink.Cast<float>()] : Centred(ink, box));
    }

    // From 0 for the background, which is what the edge shows, to 1.
    private static float[,] Ink(float[] grey, int height, int width)
    {
        float background = grey.Where((_, place) => IsEdge(place / width, height) || IsEdge(place % width, width)).Average();
        float sign = background > 0.5f ? -1 : 1;
        float most = grey.Max(value => sign * (value - background));
        float[,] ink = new float[height, width];
        for (int place = 0; place < grey.Length; place++)
        {
            ink[place / width, place % width] = most > 0 ? Math.Clamp(sign * (grey[place] - background) / most, 0, 1) : 0;
        }
        return ink;
    }

    private static bool IsEdge(int place, int size) => place == 0 || place == size - 1;

    private static (int Top, int Bottom, int Left, int Right)? BoxOf(float[,] ink)
    {
        (int height, int width) = (ink.GetLength(0), ink.GetLength(1));
        int[] rows = [.. Enumerable.Range(0, height).Where(y => Enumerable.Range(0, width).Any(x => ink[y, x] >= LeastInk))];
        int[] columns = [.. Enumerable.Range(0, width).Where(x => Enumerable.Range(0, height).Any(y => ink[y, x] >= LeastInk))];
        return rows.Length == 0 ? null : (rows[0], rows[^1] + 1, columns[0], columns[^1] + 1);
    }

    private static float[] Centred(float[,] ink, (int Top, int Bottom, int Left, int Right) box)
    {
        (int height, int width) = (box.Bottom - box.Top, box.Right - box.Left);
        double scale = (double)Box / Math.Max(height, width);
        (int rows, int columns) = (Math.Max(1, (int)Math.Round(height * scale)), Math.Max(1, (int)Math.Round(width * scale)));
        float[,] small = new float[rows, columns];
        (double mass, double massY, double massX) = (0, 0, 0);
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                small[y, x] = (float)MeanOver(
                    ink, box.Top + ((double)y * height / rows), box.Top + ((y + 1.0) * height / rows),
                    box.Left + ((double)x * width / columns), box.Left + ((x + 1.0) * width / columns));
                (mass, massY, massX) = (mass + small[y, x], massY + (small[y, x] * (y + 0.5)), massX + (small[y, x] * (x + 0.5)));
            }
        }
        int top = Math.Clamp((int)Math.Round((Side / 2.0) - (massY / mass)), 0, Side - rows);
        int left = Math.Clamp((int)Math.Round((Side / 2.0) - (massX / mass)), 0, Side - columns);
        float[] placed = new float[Side * Side];
        for (int y = 0; y < rows; y++)
        {
            for (int x = 0; x < columns; x++)
            {
                placed[((top + y) * Side) + left + x] = small[y, x];
            }
        }
        return placed;
    }

    // The mean over a rectangle, whose border may run through pixels.
    private static double MeanOver(float[,] ink, double top, double bottom, double left, double right)
    {
        (double sum, double area) = (0, 0);
        for (int y = (int)top; y < Math.Min(bottom, ink.GetLength(0)); y++)
        {
            double high = Math.Min(y + 1, bottom) - Math.Max(y, top);
            for (int x = (int)left; x < Math.Min(right, ink.GetLength(1)); x++)
            {
                double part = high * (Math.Min(x + 1, right) - Math.Max(x, left));
                (sum, area) = (sum + (part * ink[y, x]), area + part);
            }
        }
        return sum / area;
    }
}
