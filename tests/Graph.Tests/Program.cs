using System.Globalization;
using System.Reflection;
using Xunit.Sdk;

namespace Graph.Tests;

/// <summary>
/// Runs the tests of the classes that are named as arguments, in this process. For tests that must also hold under switches that a process
/// has from its start, such as the
/// instruction sets of the processor; <see cref="ChildProcess"/> starts it. With <c>kills N</c>, runs <see cref="Cli.KilledRuns.Sweep"/>.
/// </summary>
internal static class Program
{
    private static int Main(string[] classes)
    {
        if (classes is ["kills", var kills])
        {
            return Cli.KilledRuns.Sweep(int.Parse(kills, CultureInfo.InvariantCulture), Console.Out) ? 0 : 1;
        }
        int count = 0;
        foreach (string name in classes)
        {
            Type type = typeof(Program).Assembly.GetType(name, throwOnError: true)!;
            foreach (MethodInfo test in type.GetMethods().Where(method => method.IsDefined(typeof(FactAttribute))))
            {
                foreach (object?[] arguments in ArgumentsOf(test))
                {
                    Run(type, test, arguments);
                    count++;
                }
            }
        }
        Console.WriteLine($"{count} tests passed");
        return count == 0 ? 1 : 0;
    }

    private static IEnumerable<object?[]> ArgumentsOf(MethodInfo test)
    {
        DataAttribute[] data = [.. test.GetCustomAttributes<DataAttribute>()];
        return data.Length == 0 ? [[]] : data.SelectMany(attribute => attribute.GetData(test));
    }

    private static void Run(Type type, MethodInfo test, object?[] arguments)
    {
        Console.WriteLine($"{type.Name}.{test.Name}({string.Join(", ", arguments)})");
        test.Invoke(Activator.CreateInstance(type), BindingFlags.DoNotWrapExceptions, null, arguments, null);
    }
}
