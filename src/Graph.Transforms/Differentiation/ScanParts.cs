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

    /// <summary>
    /// Which results of the body the cotangents of some results of the scan reach: the active of those, and every active carry that a reached result of a
    /// step depends on, since the step before made it.
    /// </summary>
    public static ImmutableArray<bool> ReachedResults(Scan scan, ImmutableArray<bool> active, ImmutableArray<bool> results)
    {
        Computation body = scan.Body;
        Activity all = new(body.Nodes, [.. body.Parameters.Where((_, place) => active[place])]);
        bool[] reached = [.. results.Select((given, place) => given && (place < scan.Carries ? active[place] : all.Contains(body.Results[place])))];
        Dictionary<int, Activity> changes = Enumerable.Range(0, scan.Carries)
            .Where(carry => active[carry] && !reached[carry])
            .ToDictionary(carry => carry, carry => new Activity(body.Nodes, [body.Parameters[carry]]));
        bool grown;
        do
        {
            grown = false;
            foreach ((int carry, Activity activity) in changes.Where(change => !reached[change.Key]).ToArray())
            {
                if (body.Results.Where((_, place) => reached[place]).Any(activity.Contains))
                {
                    grown = reached[carry] = true;
                }
            }
        }
        while (grown);
        return [.. reached];
    }
}
