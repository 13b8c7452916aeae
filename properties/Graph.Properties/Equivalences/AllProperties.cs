using Graph.Properties.Checking;

namespace Graph.Properties.Equivalences;

/// <summary>Every property that a sweep checks.</summary>
public static class AllProperties
{
    /// <summary>The properties, in the order in which they are checked.</summary>
    public static ImmutableArray<Property> All { get; } =
    [
        .. ReferenceProperties.All,
        .. PassProperties.All,
        .. StableProperties.All,
        .. DerivativeProperties.All,
        .. CompiledProperties.All,
    ];

    /// <summary>These and the properties that a sweep checks only when they are named.</summary>
    public static ImmutableArray<Property> Named { get; } = [.. All, .. DeviceProperties.All];
}
