using ScottPlot;

namespace Graph.Figures;

/// <summary>Pictures from numbers.</summary>
internal static class Pixels
{
    /// <summary>A picture of colours, [row, column].</summary>
    /// <param name="colours">The colours.</param>
    /// <param name="isUpwards">Whether the first row is the lowest.</param>
    public static Image Of(Color[,] colours, bool isUpwards = false)
    {
        (int height, int width) = (colours.GetLength(0), colours.GetLength(1));
        byte[,,] bytes = new byte[height, width, 3];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                Color color = colours[isUpwards ? height - 1 - row : row, column];
                (bytes[row, column, 0], bytes[row, column, 1], bytes[row, column, 2]) = (color.R, color.G, color.B);
            }
        }
        return new Image(bytes);
    }

    /// <summary>A picture of a tensor: grey or in colour, from 0 to 1.</summary>
    /// <param name="images">An f32[n, height, width, 1 or 3].</param>
    /// <param name="place">Which of them.</param>
    /// <param name="isInk">Whether 0 is white and 1 is black, as ink on paper.</param>
    public static Image Of(Tensor images, int place, bool isInk)
    {
        (int height, int width, int channels) = ((int)images.Shape[1], (int)images.Shape[2], (int)images.Shape[3]);
        byte[,,] bytes = new byte[height, width, 3];
        for (int row = 0; row < height; row++)
        {
            for (int column = 0; column < width; column++)
            {
                for (int channel = 0; channel < 3; channel++)
                {
                    float value = images.At<float>(place, row, column, Math.Min(channel, channels - 1));
                    float clamped = float.IsNaN(value) ? 0 : Math.Clamp(value, 0, 1);
                    bytes[row, column, channel] = (byte)MathF.Round(byte.MaxValue * (isInk ? 1 - clamped : clamped));
                }
            }
        }
        return new Image(bytes);
    }
}
