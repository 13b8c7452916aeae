using System.Runtime.CompilerServices;

namespace Graph.Tests.Architecture;

/// <summary>One of everything that <see cref="PublicApi"/> has a spelling for.</summary>
public static class ApiSample
{
    public const double Ratio = 0.5;
    public const string Label = "a \"b\"";
    public static readonly ImmutableArray<string?> Names = [];

    public enum Kind : byte { First, Second = 5 }

    public interface IShape<out T> where T : notnull
    {
        static abstract T Unit { get; }
        bool Holds(in int value);
    }

    public abstract record Node(string Name, string? Note = null)
    {
        private protected Node() : this("") { }
        protected abstract int Size { get; }
        internal int Hidden => Size;
        public virtual (int Left, string? Right) Parts() => (Size, Note);
    }

    public sealed record Leaf(Kind Kind) : Node("leaf")
    {
        public required int Value { get; init; }
        protected override int Size => Value;
    }

    public readonly struct Point : IEquatable<Point>
    {
        public int X { get; init; }
        public int this[int index] => index;
        public bool Equals(Point other) => X == other.X;
        public override bool Equals(object? obj) => obj is Point other && Equals(other);
        public override int GetHashCode() => X;
        public static bool operator ==(Point left, Point right) => left.Equals(right);
        public static bool operator !=(Point left, Point right) => !left.Equals(right);
        public static implicit operator Point(int x) => new() { X = x };
        [Obsolete("Say X.")]
        public int Old() => X;
    }

    public readonly record struct Pair<T>(T First, List<T?>? Second) where T : class, new();

    public sealed class Box : IDisposable
    {
        public Box(params string[] parts) => Parts = parts;
        public event EventHandler? Emptied;
        public string[] Parts { get; private set; }
        public void Dispose() => Emptied?.Invoke(this, EventArgs.Empty);
    }

    public delegate T Map<in TFrom, out T>(TFrom from) where T : struct;

    public static bool TryFind<T>(this IEnumerable<T> items, Predicate<T> test, out T? found, ref int count, [CallerLineNumber] int line = 0)
        where T : class, IComparable<T>
    {
        found = items.FirstOrDefault(item => test(item));
        count += line;
        return found is not null;
    }

    public static Escaped Escape(Kind kind = Kind.Second, float scale = 1.5f, CancellationToken token = default) => new();

    public sealed class Escaped;
}
