using System.Reflection;
using System.Runtime.CompilerServices;

namespace Graph.Tests.IR;

/// <summary>Where expressions say that they come from, and where exceptions say that they were caused.</summary>
public sealed class OriginTests
{
    private static readonly Expr x = Leaves.Named("x", "f32[2]");

    [Fact]
    public void Outside_of_everything_the_origin_is_unknown()
    {
        Assert.Same(Origin.Unknown, Origin.Current);
        Assert.Empty(x.Exp().Origin.Places);
        Assert.Equal("", Origin.Unknown.ToString());
    }

    [Fact]
    public void A_function_gives_its_name_and_the_callers_line()
    {
        (Expr node, int line) = (Ops.Softmax(x), Line());

        OriginPlace place = Assert.Single(node.Origin.Places);
        Assert.Equal(("", "Softmax", line), (place.Scope, place.Operator, place.Line));
        Assert.EndsWith("OriginTests.cs", place.File, StringComparison.Ordinal);
        Assert.Equal($"Softmax at OriginTests.cs:{line}", node.Origin.ToString());
        Assert.Same(Origin.Unknown, Origin.Current);
    }

    [Fact]
    public void Of_nested_functions_the_outermost_is_recorded()
    {
        using (Origin.Enter("Loss"))
        {
            Assert.Equal("Loss", Assert.Single(Ops.Softmax(x).Origin.Places).Operator);
            Assert.Equal("Loss", Assert.Single(x.Exp().Origin.Places).Operator);
        }
        Assert.Equal("Softmax", Assert.Single(Ops.Softmax(x).Origin.Places).Operator);
    }

    [Fact]
    public void Scopes_are_joined_and_go_with_the_functions_inside()
    {
        using (Origin.Scope("encoder"))
        {
            using (Origin.Scope("layer1"))
            {
                OriginPlace place = Assert.Single(Ops.Softmax(x).Origin.Places);
                Assert.Equal(("encoder/layer1", "Softmax"), (place.Scope, place.Operator));
                Assert.StartsWith("encoder/layer1/Softmax at OriginTests.cs:", place.ToString(), StringComparison.Ordinal);
                Assert.Equal("encoder/layer1", x.Exp().Origin.ToString());
            }
            Assert.Equal("encoder", x.Exp().Origin.ToString());
        }
        Assert.Same(Origin.Unknown, Origin.Current);
    }

    [Fact]
    public void A_scope_within_a_function_ends_with_the_function_again()
    {
        using (Origin.Enter("Dense"))
        {
            using (Origin.Scope("w"))
            {
                Assert.Equal("w", x.Exp().Origin.ToString());
            }
            Assert.Equal("Dense", Assert.Single(Origin.Current.Places).Operator);
        }
    }

    [Fact]
    public void What_replaces_has_the_origin_of_what_it_replaced()
    {
        Expr old = Ops.Softmax(x);
        using (Origin.Replacing(old.Origin))
        {
            Assert.Same(old.Origin, x.Exp().Origin);
        }
        Assert.Same(old.Origin, old.Update([x, x]).Origin);
    }

    [Fact]
    public void Another_thread_has_its_own()
    {
        using (Origin.Scope("here"))
        {
            Origin? there = null;
            Thread thread = new(() => there = Origin.Current);
            thread.Start();
            thread.Join();
            Assert.Same(Origin.Unknown, there);
        }
    }

    [Fact]
    public void A_union_has_each_place_once_and_at_most_eight()
    {
        Origin a = Scoped("a"), b = Scoped("b");
        Assert.Same(a, Origin.Union(a, a));
        Assert.Same(a, Origin.Union(a, Scoped("a")));
        Assert.Same(a, Origin.Union(a, Origin.Unknown));
        Assert.Same(a, Origin.Union(Origin.Unknown, a));
        Assert.Equal("a; b", Origin.Union(a, b).ToString());
        Assert.Equal("a; b", Origin.Union(Origin.Union(a, b), b).ToString());

        Origin all = Enumerable.Range(0, 20).Select(number => Scoped($"s{number}")).Aggregate(Origin.Union);
        Assert.Equal("s0; s1; s2; s3; s4; s5; s6; s7", all.ToString());
        Assert.Equal("a; s0; s1; s2; s3; s4; s5; s6", Origin.Union(a, all).ToString());

        Expr node = x.Exp().WithOrigin(a);
        Assert.Same(node, node.WithOrigin(Scoped("a")));
        Assert.Equal("a; b", node.WithOrigin(b).Origin.ToString());
    }

    [Fact]
    public void Origins_take_no_part_in_equality_or_text()
    {
        Computation plain = Computation.Create("f", [x], [x.Exp()]);
        using (Origin.Scope("named"))
        {
            Computation named = Computation.Create("f", [x], [x.Exp()]);
            Assert.Equal(plain, named);
            Assert.Equal(plain.GetHashCode(), named.GetHashCode());
            Assert.Equal(TextForm.Print(plain), TextForm.Print(named));
        }
    }

    [Fact]
    public void An_exception_ends_with_the_callers_line_and_begins_with_the_function()
    {
        ShapeException plain = Assert.Throws<ShapeException>(() => _ = x[5]); int line = Line();
        Assert.Equal($"OriginTests.cs:{line}", plain.Location);
        Assert.Equal("the index 5 lies outside of axis 0 of 'x' f32[2], which has size 2", plain.Sentence);
        Assert.Equal($"{plain.Sentence} ({plain.Location})", plain.Message);

        using (Origin.Enter("Softmax"))
        {
            ShapeException within = Assert.Throws<ShapeException>(() => _ = x[5]);
            Assert.StartsWith($"Softmax: {plain.Sentence} (OriginTests.cs:", within.Message, StringComparison.Ordinal);
            Assert.Equal("Softmax: wrong", new GraphException("Softmax: wrong").Message.Split(" (")[0]);
        }
        Assert.Equal(plain.Message, plain.Message);
    }

    /// <summary>A callback of LINQ between the caller and the operator is not the caller.</summary>
    [Fact]
    public void Frames_of_the_framework_are_not_the_caller()
    {
        GraphException failure = Assert.Throws<ShapeException>(() => new[] { 5 }.Select(place => x[place]).ToArray()); int line = Line();
        Assert.Equal($"OriginTests.cs:{line}", failure.Location);
    }

    [Fact]
    public void Without_debug_information_the_caller_is_a_method()
    {
        Assert.Equal("in Graph.Tests.IR.OriginTests.Ordinary", Describe(typeof(OriginTests), nameof(Ordinary)));
        Assert.Equal("in Graph.Tests.IR.OriginTests.Nested.Inner", Describe(typeof(Nested), nameof(Nested.Inner)));
        Type lambdas = typeof(OriginTests).GetNestedTypes(BindingFlags.NonPublic).Single(type => type.Name == "<>c");
        string lambda = lambdas.GetMethods(BindingFlags.Instance | BindingFlags.NonPublic).First(method => method.Name.StartsWith("<Ordinary>", StringComparison.Ordinal)).Name;
        Assert.Equal("in Graph.Tests.IR.OriginTests.Ordinary", Describe(lambdas, lambda));
        Type machine = typeof(OriginTests).GetNestedTypes(BindingFlags.NonPublic).Single(type => type.Name.StartsWith("<Iterates>", StringComparison.Ordinal));
        Assert.Equal("in Graph.Tests.IR.OriginTests.Iterates", Describe(machine, "MoveNext"));
    }

    /// <summary>The text of a place in a method, as it is where the debug information has no line for it: the offset lies in front of every line.</summary>
    private static string Describe(Type type, string method)
    {
        MethodInfo found = type.GetMethod(method, BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)!;
        Type site = typeof(Origin).Assembly.GetType("Graph.CallSite")!;
        object place = Activator.CreateInstance(site, found, 0)!;
        return $"in {site.GetMethod("Method")!.Invoke(place, null)}";
    }

    private static Func<int> Ordinary() => () => 1;

    private static IEnumerable<int> Iterates()
    {
        yield return Ordinary()();
    }

    private static Origin Scoped(string name)
    {
        using Origin.Extent extent = Origin.Scope(name);
        return Origin.Current;
    }

    private static int Line([CallerLineNumber] int line = 0) => line;

    private static class Nested
    {
        public static int Inner() => 1;
    }
}
