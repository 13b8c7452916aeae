using System.Collections.Frozen;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Graph.IR;

/// <summary>An attribute of an operator: a parameter of its record's constructor.</summary>
/// <param name="Name">The name in the text form, in kebab-case.</param>
/// <param name="Codec">How values are written and read.</param>
/// <param name="Property">Where the record keeps the value.</param>
/// <param name="IsOptional">Whether it may be left out.</param>
/// <param name="Default">What it is where it is left out.</param>
internal sealed record AttributeSyntax(string Name, AttributeCodec Codec, PropertyInfo Property, bool IsOptional, object? Default)
{
    /// <summary>The value of an operator, or null where it is the default and need not be said.</summary>
    public object? ValueOf(Op op)
    {
        object? value = Property.GetValue(op);
        return IsOptional && Equals(value, Default) ? null : value;
    }
}

/// <summary>
/// How an operator is spelled: its name, and its attributes in the order of its record's constructor. Read off the records by reflection, once,
/// so that a new operator has a text form without a line here.
/// </summary>
internal sealed class OpSyntax
{
    private static readonly ImmutableArray<OpSyntax> all = [.. typeof(Op).Assembly.GetTypes().Where(type => type.BaseType == typeof(Op)).SelectMany(Describe)];

    private static readonly FrozenDictionary<string, OpSyntax> byName = all.ToFrozenDictionary(syntax => syntax.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, OpSyntax> byType = all.DistinctBy(syntax => syntax.Declares).ToFrozenDictionary(syntax => syntax.Declares);

    private readonly ConstructorInvoker? invoker;
    private readonly Op? only;

    private OpSyntax(Type type, ConstructorInfo constructor)
    {
        Declares = type;
        Attributes = [.. constructor.GetParameters().Select(parameter => Describe(type, parameter))];
        invoker = ConstructorInvoker.Create(constructor);
        HoldsComputations = Attributes.Any(attribute => attribute.Codec.Type == typeof(Computation));
        // The names of these records are constants: they need no attributes.
        Name = ((Op)RuntimeHelpers.GetUninitializedObject(type)).Name;
    }

    private OpSyntax(Op only) => (Declares, this.only, Name, Attributes) = (only.GetType(), only, only.Name, []);

    /// <summary>The name in the text form.</summary>
    public string Name { get; }

    /// <summary>The record.</summary>
    public Type Declares { get; }

    /// <summary>The attributes in declared order; none where the name says it all, as of <c>add</c>.</summary>
    public ImmutableArray<AttributeSyntax> Attributes { get; }

    /// <summary>The names of all operators.</summary>
    public static IEnumerable<string> Names => byName.Keys;

    /// <summary>The spelling of an operator.</summary>
    public static OpSyntax Of(Op op) => byType[op.GetType()];

    /// <summary>The spelling of the operator with a name, or null.</summary>
    public static OpSyntax? Find(ReadOnlySpan<char> name) =>
        byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out OpSyntax? syntax) ? syntax : null;

    /// <summary>Whether an attribute is a computation.</summary>
    public bool HoldsComputations { get; }

    /// <summary>The place of an attribute, or −1.</summary>
    public int IndexOf(ReadOnlySpan<char> attribute)
    {
        for (int place = 0; place < Attributes.Length; place++)
        {
            if (attribute.SequenceEqual(Attributes[place].Name))
            {
                return place;
            }
        }
        return -1;
    }

    /// <summary>The operator with the given attributes, in declared order.</summary>
    public Op Create(object?[] values) => only ?? (Op)invoker!.Invoke(values.AsSpan());

    private static IEnumerable<OpSyntax> Describe(Type type)
    {
        ConstructorInfo constructor = type.GetConstructors().Single();
        ParameterInfo[] parameters = constructor.GetParameters();
        if (parameters.Length == 0)
        {
            return [new OpSyntax((Op)constructor.Invoke([]))];
        }
        if (parameters is [{ ParameterType.IsEnum: true } kind])
        {
            ImmutableArray<Op> ops = [.. Enum.GetValues(kind.ParameterType).Cast<object>().Select(value => (Op)constructor.Invoke([value]))];
            if (ops.Select(op => op.Name).Distinct().Count() == ops.Length)
            {
                return ops.Select(op => new OpSyntax(op));
            }
        }
        return [new OpSyntax(type, constructor)];
    }

    private static AttributeSyntax Describe(Type type, ParameterInfo parameter)
    {
        object? value = parameter.HasDefaultValue ? parameter.DefaultValue : null;
        if (value is null && parameter.ParameterType.IsValueType)
        {
            value = Activator.CreateInstance(parameter.ParameterType);
        }
        return new AttributeSyntax(
            KebabCase(parameter.Name!), AttributeCodec.For(parameter.ParameterType), type.GetProperty(parameter.Name!)!, parameter.HasDefaultValue, value);
    }

    private static string KebabCase(string name)
    {
        StringBuilder text = new(name.Length + 2);
        foreach (char character in name)
        {
            if (char.IsAsciiLetterUpper(character) && text.Length > 0)
            {
                text.Append('-');
            }
            text.Append(char.ToLower(character, CultureInfo.InvariantCulture));
        }
        return text.ToString();
    }
}
