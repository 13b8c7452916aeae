using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Graph.Tests.Architecture;

/// <summary>Prints what an assembly offers, in a stable form that reads as C#.</summary>
internal static class PublicApi
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    public static string Print(Assembly assembly) => Print(assembly.GetExportedTypes());

    public static string Print(IEnumerable<Type> types)
    {
        var text = new StringBuilder();
        IEnumerable<IGrouping<string, Type>> namespaces = types.Where(IsSayable)
            .GroupBy(type => type.Namespace ?? "").OrderBy(group => group.Key, StringComparer.Ordinal);
        foreach (IGrouping<string, Type> group in namespaces)
        {
            text.Append("namespace ").Append(group.Key).Append('\n');
            foreach (Type type in group.OrderBy(type => type.FullName, StringComparer.Ordinal))
            {
                text.Append('\n').Append(ApiText.Attributes(type)).Append(Header(type)).Append('\n');
                foreach (string member in Members(type))
                    text.Append("    ").Append(member).Append('\n');
            }
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string Header(Type type)
    {
        if (IsDelegate(type))
        {
            MethodInfo invoke = type.GetMethod("Invoke")!;
            return $"public delegate {ApiText.Result(invoke)} {ApiText.Declaration(type)}{ApiText.Parameters(invoke)}{ApiText.Constraints(type.GetGenericArguments())}";
        }
        string kind = type switch
        {
            { IsEnum: true } => "enum",
            { IsInterface: true } => "interface",
            { IsValueType: true } => $"{If(Has<IsReadOnlyAttribute>(type), "readonly ")}{If(type.IsByRefLike, "ref ")}{If(IsRecord(type), "record ")}struct",
            { IsAbstract: true, IsSealed: true } => "static class",
            _ => $"{If(type.IsAbstract, "abstract ")}{If(type.IsSealed, "sealed ")}{(IsRecord(type) ? "record" : "class")}",
        };
        string bases = string.Join(", ", Bases(type));
        return $"{ApiText.Access(type)} {kind} {ApiText.Declaration(type)}{If(bases != "", " : " + bases)}{ApiText.Constraints(type.GetGenericArguments())}";
    }

    private static IEnumerable<string> Bases(Type type)
    {
        if (type.IsEnum)
            return Enum.GetUnderlyingType(type) is var number && number == typeof(int) ? [] : [ApiText.Name(number)];
        IEnumerable<Type> inherited = type.BaseType?.GetInterfaces() ?? [];
        Type[] own = [.. type.GetInterfaces().Except(inherited).Where(i => i.IsVisible && !(IsRecord(type) && i == typeof(IEquatable<>).MakeGenericType(type)))];
        IEnumerable<string> interfaces = own.Except(own.SelectMany(i => i.GetInterfaces())).Select(ApiText.Name).Order(StringComparer.Ordinal);
        bool hasBase = type.BaseType is { } parent && parent != typeof(object) && parent != typeof(ValueType);
        return hasBase ? interfaces.Prepend(ApiText.Name(type.BaseType!)) : interfaces;
    }

    private static IEnumerable<string> Members(Type type)
    {
        if (IsDelegate(type))
            return [];
        if (type.IsEnum)
            return type.GetFields(BindingFlags.Public | BindingFlags.Static)
                .OrderBy(field => Convert.ToDecimal(field.GetRawConstantValue(), null))
                .Select(field => $"{ApiText.Attributes(field)}{field.Name} = {ApiText.Constant(field.GetRawConstantValue())}");

        IEnumerable<MemberInfo> members = type.GetMembers(Declared).Where(member => IsVisible(member) && IsWritten(member));
        IEnumerable<string> spelled = members.Select(member => ApiText.Attributes(member) + member switch
        {
            FieldInfo field => Field(field),
            PropertyInfo property => Property(property),
            EventInfo @event => $"{Modifiers(@event.AddMethod!)}event {ApiText.Type(new NullabilityInfoContext().Create(@event))} {@event.Name};",
            ConstructorInfo constructor => $"{ApiText.Access(constructor)} {ApiText.SimpleName(type)}{ApiText.Parameters(constructor)};",
            MethodInfo method => Method(method),
            _ => throw new InvalidOperationException($"No spelling for {member}."),
        });
        return spelled.Order(StringComparer.Ordinal);
    }

    private static string Field(FieldInfo field)
    {
        string type = ApiText.Type(new NullabilityInfoContext().Create(field));
        string storage = field.IsLiteral ? "const " : If(field.IsStatic, "static ") + If(field.IsInitOnly, "readonly ");
        return $"{ApiText.Access(field)} {storage}{type} {field.Name}{If(field.IsLiteral, " = " + ApiText.Constant(field.IsLiteral ? field.GetRawConstantValue() : null))};";
    }

    private static string Property(PropertyInfo property)
    {
        MethodInfo main = new[] { property.GetMethod, property.SetMethod }.OfType<MethodInfo>().First(IsVisible);
        ParameterInfo[] indices = property.GetIndexParameters();
        string name = indices.Length == 0 ? property.Name : $"this[{string.Join(", ", indices.Select(ApiText.Parameter))}]";
        string accessors = Accessor(property.GetMethod, "get", main) + Accessor(property.SetMethod, IsInit(property.SetMethod) ? "init" : "set", main);
        string required = If(Has<RequiredMemberAttribute>(property), "required ");
        return $"{Modifiers(main)}{required}{ApiText.Type(new NullabilityInfoContext().Create(property))} {name} {{ {accessors}}}";
    }

    private static string Accessor(MethodInfo? accessor, string word, MethodInfo main) =>
        accessor is null || !IsVisible(accessor) ? ""
        : ApiText.Access(accessor) == ApiText.Access(main) ? word + "; "
        : $"{ApiText.Access(accessor)} {word}; ";

    private static bool IsInit(MethodInfo? setter) =>
        setter?.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(IsExternalInit)) == true;

    private static string Method(MethodInfo method)
    {
        string modifiers = Modifiers(method), parameters = ApiText.Parameters(method), result = ApiText.Result(method);
        string checkedWord = If(method.Name.StartsWith("op_Checked", StringComparison.Ordinal), "checked ");
        if (method.Name is "op_Implicit" or "op_Explicit")
            return $"{modifiers}{method.Name[3..].ToLowerInvariant()} operator {result}{parameters};";
        if (method.IsStatic && method.Name.StartsWith("op_", StringComparison.Ordinal))
            return $"{modifiers}{result} operator {checkedWord}{method.Name[3..]}{parameters};";
        string constraints = method.IsGenericMethod ? ApiText.Constraints(method.GetGenericArguments()) : "";
        return $"{modifiers}{result} {ApiText.Declaration(method)}{parameters}{constraints};";
    }

    private static string Modifiers(MethodInfo method)
    {
        bool overrides = method.GetBaseDefinition() != method;
        bool isInterfaceInstance = method.DeclaringType!.IsInterface && !method.IsStatic;
        string inheritance = method switch
        {
            _ when isInterfaceInstance => If(!method.IsAbstract, "virtual "),
            { IsAbstract: true } => overrides ? "abstract override " : "abstract ",
            _ when overrides => If(method.IsFinal, "sealed ") + "override ",
            { IsVirtual: true, IsFinal: false } => "virtual ",
            _ => "",
        };
        return $"{ApiText.Access(method)} {If(method.IsStatic, "static ")}{inheritance}";
    }

    private static bool IsVisible(MemberInfo member) => member switch
    {
        FieldInfo field => field.IsPublic || field.IsFamily || field.IsFamilyOrAssembly,
        MethodBase method => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly,
        PropertyInfo property => property.GetAccessors(nonPublic: true).Any(IsVisible),
        EventInfo @event => IsVisible(@event.AddMethod!),
        _ => false,
    };

    /// <summary>Whether a person wrote it; the compiler's accessors, record members and markers of extension blocks are left out.</summary>
    private static bool IsWritten(MemberInfo member) =>
        IsSayable(member) && !IsSynthesized(member) && !(member is MethodInfo { IsSpecialName: true } method && IsAccessor(method));

    private static bool IsAccessor(MethodInfo method) =>
        method.DeclaringType!.GetProperties(Declared).SelectMany(property => property.GetAccessors(nonPublic: true)).Contains(method)
        || method.DeclaringType!.GetEvents(Declared).Any(@event => method == @event.AddMethod || method == @event.RemoveMethod);

    private static bool IsSayable(MemberInfo member) =>
        !member.Name.Contains('<') && (member is not Type type || type.DeclaringType is null || IsSayable(type.DeclaringType));

    private static bool IsSynthesized(MemberInfo member) => Has<CompilerGeneratedAttribute>(member);

    private static bool IsRecord(Type type) => type.GetMethod("PrintMembers", Declared) is { } print && IsSynthesized(print);

    private static bool IsDelegate(Type type) => type.BaseType == typeof(MulticastDelegate);

    private static bool Has<T>(MemberInfo member) where T : Attribute => member.IsDefined(typeof(T), inherit: false);

    private static string If(bool condition, string text) => condition ? text : "";
}
