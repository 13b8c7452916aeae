using System.Globalization;
using Graph.Properties.Checking;

namespace Graph.Properties.Running;

/// <summary>Literals as C#, to be pasted into a test.</summary>
public static class CSharpText
{
    /// <summary>An expression that makes the literal.</summary>
    public static string Of(Literal literal)
    {
        string type = literal.Element switch
        {
            ElementType.F32 => "float",
            ElementType.F64 => "double",
            ElementType.I32 => "int",
            ElementType.I64 => "long",
            ElementType.U32 => "uint",
            ElementType.U8 => "byte",
            ElementType.Bool => "bool",
        };
        IEnumerable<string> elements = Enumerable.Range(0, (int)literal.Type.ElementCount).Select(index => Element(literal, index, type));
        string sizes = string.Join(", ", literal.Shape.Select(size => size.ToString(CultureInfo.InvariantCulture)));
        return $"Literal.Create<{type}>([{sizes}], [{string.Join(", ", elements)}])";
    }

    private static string Element(Literal literal, long index, string type)
    {
        if (!literal.Element.IsFloat)
        {
            return Agreement.Show(literal, index);
        }
        double value = literal.ToDouble(index);
        return double.IsNaN(value) ? $"{type}.NaN"
            : double.IsInfinity(value) ? $"{type}.{(value > 0 ? "Positive" : "Negative")}Infinity"
            : value == 0 && double.IsNegative(value) ? "-0.0" + (type == "float" ? "f" : "")
            : Agreement.Show(literal, index) + (type == "float" ? "f" : "");
    }
}
