namespace Graph.Lowering;

/// <summary>Lengths that are whole multiples.</summary>
internal static class Multiples
{
    extension(long count)
    {
        /// <summary>The number of pieces of so many that a count is cut into, the last of which may be shorter.</summary>
        public long PiecesOf(long size) => checked(count + size - 1) / size;

        /// <summary>The next multiple of a unit.</summary>
        /// <exception cref="OverflowException">It is no int64.</exception>
        public long RoundedUpTo(long unit) => checked(count.PiecesOf(unit) * unit);

        /// <summary>A number of elements that vectors of every width fill.</summary>
        public long InWholeVectors => count.RoundedUpTo(Schedule.Partials);

        /// <summary>A number of bytes that lines of memory fill.</summary>
        public long InWholeLines => count.RoundedUpTo(Buffer.Alignment);
    }
}
