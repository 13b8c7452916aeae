using System.Numerics;

namespace Graph.Reference;

/// <summary>Convolution, straight from its formula.</summary>
internal static class Convolutions
{
    /// <summary>
    /// Walks over (batch, output feature, places…) of the result, and for each over (input feature of the group, taps…) of the kernel; a tap that meets
    /// padding or the gaps of a dilated input adds no term.
    /// </summary>
    public static Literal Convolve(Convolve convolve, TensorType type, Literal x, Literal kernel) =>
        ByElement.Compute(type.Element, new ConvolveBody(convolve, type, x, kernel));

    private readonly struct ConvolveBody(Convolve convolve, TensorType type, Literal x, Literal kernel) : INumericBody
    {
        public Literal Run<T, TWide>()
            where T : unmanaged, INumber<T>
            where TWide : unmanaged, INumber<TWide>
        {
            Literal result = Cells<T>.New(type, out Cells<T> y);
            Cells<T> input = Cells<T>.Of(x);
            Cells<T> weights = Cells<T>.Of(kernel);
            View inputView = View.Of(x).Transpose(convolve.Input);
            View kernelView = View.Of(kernel).Transpose(convolve.Kernel);
            long outputsPerGroup = kernelView.Shape[0] / convolve.Groups;
            long featuresPerGroup = kernelView.Shape[1];
            Walk outer = new(View.Of(result).Transpose(convolve.Output));
            Walk inner = new(kernelView.Transpose(Axes.Range(1, kernelView.Shape.Rank - 1)));
            long[][][] meetings = Meetings(inputView, kernelView.Shape);
            for (bool more = outer.Start(); more; more = outer.Next())
            {
                (long batch, long output) = (outer.Index[0], outer.Index[1]);
                long firstFeature = output / outputsPerGroup * featuresPerGroup;
                long corner = (batch * inputView.Strides[0]) + (firstFeature * inputView.Strides[1]);
                Accumulator<TWide> sum = default;
                for (bool inside = inner.Start(output * kernelView.Strides[0]); inside; inside = inner.Next())
                {
                    long place = corner + (inner.Index[0] * inputView.Strides[1]);
                    if (TryMeet(meetings, outer.Index[2..], inner.Index[1..], ref place))
                    {
                        sum.Add(TWide.CreateTruncating(input[place]) * TWide.CreateTruncating(weights[inner.Left]));
                    }
                }
                y[outer.Left] = T.CreateTruncating(sum.Total());
            }
            return result;
        }

        // For each spatial axis, place of the result and tap of the kernel: how far along the axis of the input they meet; −1 where there is no element.
        private long[][][] Meetings(View inputView, Shape kernelShape)
        {
            long[][][] meetings = new long[convolve.SpatialRank][][];
            for (int axis = 0; axis < meetings.Length; axis++)
            {
                meetings[axis] = new long[type.Shape[convolve.Output[axis + 2]]][];
                for (long place = 0; place < meetings[axis].Length; place++)
                {
                    meetings[axis][place] = new long[kernelShape[axis + 2]];
                    for (long tap = 0; tap < meetings[axis][place].Length; tap++)
                    {
                        long dilated = (place * convolve.Stride[axis]) + (tap * convolve.KernelDilation[axis]) - convolve.Low[axis];
                        (long index, long gap) = Math.DivRem(dilated, convolve.InputDilation[axis]);
                        bool meets = dilated >= 0 && gap == 0 && index < inputView.Shape[axis + 2];
                        meetings[axis][place][tap] = meets ? index * inputView.Strides[axis + 2] : -1;
                    }
                }
            }
            return meetings;
        }

        private static bool TryMeet(long[][][] meetings, ReadOnlySpan<long> places, ReadOnlySpan<long> taps, ref long place)
        {
            for (int axis = 0; axis < meetings.Length; axis++)
            {
                long distance = meetings[axis][places[axis]][taps[axis]];
                if (distance < 0)
                {
                    return false;
                }
                place += distance;
            }
            return true;
        }
    }
}
