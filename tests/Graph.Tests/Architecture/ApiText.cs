using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Graph.Tests.Architecture;

/// <summary>The C# spelling of types, parameters and constants as reflection gives them.</summary>
internal static class ApiText
{
    public static string Attributes(MemberInfo member) =>
        member.GetCustomAttribute<ObsoleteAttribute>(inherit: false) is not { } obsolete || IsForOldCompilers(member) ? ""
        : obsolete.IsError ? $"[Obsolete({Constant(obsolete.Message)}, error: true)] "
        : $"[Obsolete({Constant(obsolete.Message)})] ";

    /// <summary>The compiler marks by-ref-like types and constructors with required members obsolete, for compilers that do not know them.</summary>
    private static bool IsForOldCompilers(MemberInfo member) => member.IsDefined(typeof(CompilerFeatureRequiredAttribute), inherit: false);

    public static string Access(MemberInfo member) => member switch
    {
        FieldInfo field => field.IsPublic ? "public" : "protected",
        MethodBase method => method.IsPublic ? "public" : "protected",
        Type type => type.IsNestedFamily || type.IsNestedFamORAssem ? "protected" : "public",
        _ => throw new ArgumentException($"{member} has no access of its own.", nameof(member)),
    };

    /// <summary>The name as its declaration spells it, with type parameters.</summary>
    public static string Declaration(Type type)
    {
        string outer = type.DeclaringType is { } declaring ? Declaration(declaring) + "." : "";
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        return outer + SimpleName(type) + TypeParameters([.. type.GetGenericArguments().Skip(inherited)]);
    }

    public static string Declaration(MethodInfo method) =>
        method.Name + TypeParameters(method.IsGenericMethod ? method.GetGenericArguments() : []);

    public static string SimpleName(Type type) => type.Name.Split('`')[0];

    private static string TypeParameters(Type[] parameters) => parameters.Length == 0 ? "" : $"<{string.Join(", ", parameters.Select(Variance))}>";

    private static string Variance(Type parameter) => (parameter.GenericParameterAttributes & GenericParameterAttributes.VarianceMask) switch
    {
        GenericParameterAttributes.Covariant => "out " + parameter.Name,
        GenericParameterAttributes.Contravariant => "in " + parameter.Name,
        _ => parameter.Name,
    };

    public static string Constraints(Type[] parameters) => string.Concat(parameters.Select(Constraint));

    private static string Constraint(Type parameter)
    {
        GenericParameterAttributes flags = parameter.GenericParameterAttributes;
        bool isStruct = flags.HasFlag(GenericParameterAttributes.NotNullableValueTypeConstraint);
        List<string> constraints = [];
        if (isStruct)
            constraints.Add(parameter.GetCustomAttributesData().Any(a => a.AttributeType.Name == "IsUnmanagedAttribute") ? "unmanaged" : "struct");
        if (flags.HasFlag(GenericParameterAttributes.ReferenceTypeConstraint))
            constraints.Add("class");
        constraints.AddRange(parameter.GetGenericParameterConstraints().Where(type => type != typeof(ValueType)).Select(Name).Order(StringComparer.Ordinal));
        if (flags.HasFlag(GenericParameterAttributes.DefaultConstructorConstraint) && !isStruct)
            constraints.Add("new()");
        if (flags.HasFlag(GenericParameterAttributes.AllowByRefLike))
            constraints.Add("allows ref struct");
        return constraints.Count == 0 ? "" : $" where {parameter.Name} : {string.Join(", ", constraints)}";
    }

    public static string Parameters(MethodBase method)
    {
        string extension = method.IsDefined(typeof(ExtensionAttribute), inherit: false) ? "this " : "";
        return $"({extension}{string.Join(", ", method.GetParameters().Select(Parameter))})";
    }

    public static string Parameter(ParameterInfo parameter)
    {
        string mode = parameter switch
        {
            { ParameterType.IsByRef: true, IsOut: true } => "out ",
            { ParameterType.IsByRef: true, IsIn: true } => parameter.IsDefined(typeof(RequiresLocationAttribute), inherit: false) ? "ref readonly " : "in ",
            { ParameterType.IsByRef: true } => "ref ",
            _ when parameter.IsDefined(typeof(ParamArrayAttribute), inherit: false) => "params ",
            _ when parameter.IsDefined(typeof(ParamCollectionAttribute), inherit: false) => "params ",
            _ => "",
        };
        string caller = string.Concat(parameter.GetCustomAttributesData().Select(a => a.AttributeType.Name)
            .Where(name => name.StartsWith("Caller", StringComparison.Ordinal)).Select(name => $"[{name.Replace("Attribute", "")}] "));
        string value = parameter.HasDefaultValue ? " = " + Default(parameter) : "";
        return $"{caller}{mode}{Type(new NullabilityInfoContext().Create(parameter))} {parameter.Name}{value}";
    }

    private static string Default(ParameterInfo parameter) => parameter.RawDefaultValue switch
    {
        null when parameter.ParameterType.IsValueType && Nullable.GetUnderlyingType(parameter.ParameterType) is null => "default",
        { } value when parameter.ParameterType.IsEnum => $"{Name(parameter.ParameterType)}.{Enum.ToObject(parameter.ParameterType, value)}",
        var value => Constant(value),
    };

    public static string Result(MethodInfo method)
    {
        bool isReadOnly = method.ReturnParameter.GetRequiredCustomModifiers().Any(m => m.Name == "InAttribute");
        string mode = !method.ReturnType.IsByRef ? "" : isReadOnly ? "ref readonly " : "ref ";
        return mode + Type(new NullabilityInfoContext().Create(method.ReturnParameter));
    }

    public static string Constant(object? value) => value switch
    {
        null => "null",
        bool truth => truth ? "true" : "false",
        string text => $"\"{text.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"",
        char character => $"'{character}'",
        float number => number.ToString(CultureInfo.InvariantCulture) + "f",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    public static string Name(Type type) => Spell(type, null);

    /// <summary>A type with what the compiler noted about null, at every depth that reflection tells.</summary>
    public static string Type(NullabilityInfo info) => Spell(info.Type, info);

    private static string Spell(Type type, NullabilityInfo? info)
    {
        if (type.IsByRef)
            return Spell(type.GetElementType()!, info);
        string mark = info?.ReadState == NullabilityState.Nullable && !type.IsValueType ? "?" : "";
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return Spell(underlying, info?.GenericTypeArguments is [var inner] ? inner : null) + "?";
        if (type.IsPointer)
            return Name(type.GetElementType()!) + "*";
        if (type.IsArray)
            return $"{Spell(type.GetElementType()!, info?.ElementType)}[{new string(',', type.GetArrayRank() - 1)}]{mark}";
        return Named(type, info) + mark;
    }

    private static string Named(Type type, NullabilityInfo? info)
    {
        if (type.IsGenericParameter)
            return type.Name;
        if (Keyword(type) is { } keyword)
            return keyword;
        Type[] arguments = type.GetGenericArguments();
        string[] spelled = [.. arguments.Select((argument, i) => Spell(argument, i < info?.GenericTypeArguments.Length ? info.GenericTypeArguments[i] : null))];
        if (type.IsConstructedGenericType && type.Namespace == "System" && SimpleName(type) == "ValueTuple")
            return $"({string.Join(", ", spelled)})";
        int inherited = type.DeclaringType?.GetGenericArguments().Length ?? 0;
        string outer = type.DeclaringType is { } declaring ? Outer(declaring, spelled) : "";
        return outer + SimpleName(type) + (spelled.Length > inherited ? $"<{string.Join(", ", spelled.Skip(inherited))}>" : "");
    }

    private static string Outer(Type declaring, string[] arguments)
    {
        int own = declaring.GetGenericArguments().Length;
        return SimpleName(declaring) + (own > 0 ? $"<{string.Join(", ", arguments.Take(own))}>" : "") + ".";
    }

    private static string? Keyword(Type type) =>
        type == typeof(void) ? "void"
        : type == typeof(object) ? "object"
        : type == typeof(nint) ? "nint"
        : type == typeof(nuint) ? "nuint"
        : type.IsEnum ? null
        : System.Type.GetTypeCode(type) switch
        {
            TypeCode.Boolean => "bool",
            TypeCode.Char => "char",
            TypeCode.SByte => "sbyte",
            TypeCode.Byte => "byte",
            TypeCode.Int16 => "short",
            TypeCode.UInt16 => "ushort",
            TypeCode.Int32 => "int",
            TypeCode.UInt32 => "uint",
            TypeCode.Int64 => "long",
            TypeCode.UInt64 => "ulong",
            TypeCode.Single => "float",
            TypeCode.Double => "double",
            TypeCode.Decimal => "decimal",
            TypeCode.String => "string",
            _ => null,
        };
}
