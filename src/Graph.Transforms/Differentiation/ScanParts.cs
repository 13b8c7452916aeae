namespace Graph.Transforms;

/// <summary>What both modes need to know of a scan.</summary>
internal static class ScanParts
{
    /// <summary>
    /// Which parameters of the body change when some operands of the scan do: those, and every carry that a step makes depend on one of them.
    /// </summary>
    public static ImmutableArray<bool> ActiveParameters(Scan scan, ImmutableArray<bool> operands)
    {
        bool[] active = [.. operands];
        bool grown;
        do
        {
            grown = false;
            Activity activity = new(scan.Body.Nodes, [.. scan.Body.Parameters.Where((_, place) => active[place])]);
            for (int carry = 0; carry < scan.Carries; carry++)
            {
                if (!active[carry] && activity.Contains(scan.Body.Results[carry]))
                {
                    grown = active[carry] = true;
                }
            }
        }
        while (grown);
        return [.. active];
    }
}
