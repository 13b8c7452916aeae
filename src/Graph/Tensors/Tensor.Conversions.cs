using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Graph;

public sealed partial class Tensor
{
    /// <summary>The tensor as a constant of an expression.</summary>
    public static implicit operator Expr(Tensor tensor) => Primitives.Constant(tensor.Literal);

    /// <summary>A rank-0 tensor of the number's own element type: f32 for a floating-point number, i32 for an integer.</summary>
    public static implicit operator Tensor(Scalar value) => new(value.ToLiteral(value.DefaultElement), value);

    /// <summary>
    /// Makes an f32 scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(float value) => new(Literal.Scalar(value), value);

    /// <summary>
    /// Makes an f64 scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(double value) => new(Literal.Scalar(value), value);

    /// <summary>
    /// Makes an i32 scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(int value) => new(Literal.Scalar(value), value);

    /// <summary>
    /// Makes an i64 scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(long value) => new(Literal.Scalar(value), value);

    /// <summary>
    /// Makes a u32 scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(uint value) => new(Literal.Scalar(value), (long)value);

    /// <summary>
    /// Makes a u8 scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(byte value) => new(Literal.Scalar(value), (long)value);

    /// <summary>
    /// Makes a bool scalar. Where it is bound to a parameter it takes that one's element type, as a C# number in an expression does.
    /// </summary>
    public static implicit operator Tensor(bool value) => new(Literal.Scalar(value), value);

    /// <summary>Copies an array to an f32 tensor of rank 1.</summary>
    public static implicit operator Tensor(float[] elements) => Copy<float>(elements);

    /// <summary>Copies an array to an f32 tensor of rank 2.</summary>
    public static implicit operator Tensor(float[,] elements) => Copy<float>(elements);

    /// <summary>Copies an array to an f32 tensor of rank 3.</summary>
    public static implicit operator Tensor(float[,,] elements) => Copy<float>(elements);

    /// <summary>Copies an array to an f32 tensor of rank 4.</summary>
    public static implicit operator Tensor(float[,,,] elements) => Copy<float>(elements);

    /// <summary>Copies an array to an f64 tensor of rank 1.</summary>
    public static implicit operator Tensor(double[] elements) => Copy<double>(elements);

    /// <summary>Copies an array to an f64 tensor of rank 2.</summary>
    public static implicit operator Tensor(double[,] elements) => Copy<double>(elements);

    /// <summary>Copies an array to an f64 tensor of rank 3.</summary>
    public static implicit operator Tensor(double[,,] elements) => Copy<double>(elements);

    /// <summary>Copies an array to an f64 tensor of rank 4.</summary>
    public static implicit operator Tensor(double[,,,] elements) => Copy<double>(elements);

    /// <summary>Copies an array to an i32 tensor of rank 1.</summary>
    public static implicit operator Tensor(int[] elements) => Copy<int>(elements);

    /// <summary>Copies an array to an i32 tensor of rank 2.</summary>
    public static implicit operator Tensor(int[,] elements) => Copy<int>(elements);

    /// <summary>Copies an array to an i32 tensor of rank 3.</summary>
    public static implicit operator Tensor(int[,,] elements) => Copy<int>(elements);

    /// <summary>Copies an array to an i32 tensor of rank 4.</summary>
    public static implicit operator Tensor(int[,,,] elements) => Copy<int>(elements);

    /// <summary>Copies an array to an i64 tensor of rank 1.</summary>
    public static implicit operator Tensor(long[] elements) => Copy<long>(elements);

    /// <summary>Copies an array to an i64 tensor of rank 2.</summary>
    public static implicit operator Tensor(long[,] elements) => Copy<long>(elements);

    /// <summary>Copies an array to an i64 tensor of rank 3.</summary>
    public static implicit operator Tensor(long[,,] elements) => Copy<long>(elements);

    /// <summary>Copies an array to an i64 tensor of rank 4.</summary>
    public static implicit operator Tensor(long[,,,] elements) => Copy<long>(elements);

    /// <summary>Copies an array to a u32 tensor of rank 1.</summary>
    public static implicit operator Tensor(uint[] elements) => Copy<uint>(elements);

    /// <summary>Copies an array to a u32 tensor of rank 2.</summary>
    public static implicit operator Tensor(uint[,] elements) => Copy<uint>(elements);

    /// <summary>Copies an array to a u32 tensor of rank 3.</summary>
    public static implicit operator Tensor(uint[,,] elements) => Copy<uint>(elements);

    /// <summary>Copies an array to a u32 tensor of rank 4.</summary>
    public static implicit operator Tensor(uint[,,,] elements) => Copy<uint>(elements);

    /// <summary>Copies an array to a u8 tensor of rank 1.</summary>
    public static implicit operator Tensor(byte[] elements) => Copy<byte>(elements);

    /// <summary>Copies an array to a u8 tensor of rank 2.</summary>
    public static implicit operator Tensor(byte[,] elements) => Copy<byte>(elements);

    /// <summary>Copies an array to a u8 tensor of rank 3.</summary>
    public static implicit operator Tensor(byte[,,] elements) => Copy<byte>(elements);

    /// <summary>Copies an array to a u8 tensor of rank 4.</summary>
    public static implicit operator Tensor(byte[,,,] elements) => Copy<byte>(elements);

    /// <summary>Copies an array to a bool tensor of rank 1.</summary>
    public static implicit operator Tensor(bool[] elements) => Copy<bool>(elements);

    /// <summary>Copies an array to a bool tensor of rank 2.</summary>
    public static implicit operator Tensor(bool[,] elements) => Copy<bool>(elements);

    /// <summary>Copies an array to a bool tensor of rank 3.</summary>
    public static implicit operator Tensor(bool[,,] elements) => Copy<bool>(elements);

    /// <summary>Copies an array to a bool tensor of rank 4.</summary>
    public static implicit operator Tensor(bool[,,,] elements) => Copy<bool>(elements);

    /// <summary>The only element of an f32 tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator float(Tensor tensor) => tensor.ToScalar<float>();

    /// <summary>The only element of an f64 tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator double(Tensor tensor) => tensor.ToScalar<double>();

    /// <summary>The only element of an i32 tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator int(Tensor tensor) => tensor.ToScalar<int>();

    /// <summary>The only element of an i64 tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator long(Tensor tensor) => tensor.ToScalar<long>();

    /// <summary>The only element of a u32 tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator uint(Tensor tensor) => tensor.ToScalar<uint>();

    /// <summary>The only element of a u8 tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator byte(Tensor tensor) => tensor.ToScalar<byte>();

    /// <summary>The only element of a bool tensor of one.</summary>
    /// <exception cref="GraphException">There are several elements, or they are of another type.</exception>
    public static explicit operator bool(Tensor tensor) => tensor.ToScalar<bool>();

    private static Tensor Copy<T>(Array elements) where T : unmanaged
    {
        Shape shape = [.. Enumerable.Range(0, elements.Rank).Select(elements.GetLongLength)];
        ref T first = ref Unsafe.As<byte, T>(ref MemoryMarshal.GetArrayDataReference(elements));
        return Create(shape, MemoryMarshal.CreateReadOnlySpan(ref first, elements.Length));
    }
}
