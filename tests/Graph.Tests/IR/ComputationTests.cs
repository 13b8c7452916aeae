using System.Reflection;

namespace Graph.Tests.IR;

/// <summary>Computations: what may be one, equality by structure, the verifier and the order of nodes.</summary>
public sealed class ComputationTests
{
    private static readonly Expr x = Leaves.Named("x", "f32[2]");
    private static readonly Expr y = Leaves.Named("y", "f32[2]");

    public static TheoryData<string, Func<Computation>> Wrong => new()
    {
        { "@f uses the leaf 'y' f32[2], which is not among its parameters", () => Computation.Create("f", [x], [x + y]) },
        { "@f uses the leaf 'x' f32[2], which is not among its parameters", () => Computation.Create("f", [Leaves.Named("x", "f32[2]")], [x]) },
        { "@f has two parameters called 'x'", () => Computation.Create("f", [x, Leaves.Named("x", "f32[2]")], [x]) },
        { "@f lists the parameter 'x' f32[2] twice", () => Computation.Create("f", [x, x], [x]) },
        { "@f lists add f32[2] as a parameter, which is not a leaf", () => Computation.Create("f", [x, x + x], [x]) },
        { "@f needs a distinct name for each of its 2 results", () => Computation.Create("f", [x], [x, x], ["a"]) },
        { "@f needs a distinct name for each of its 2 results", () => Computation.Create("f", [x], [x, x], ["a", "a"]) },
        { "@f returns all results of sort (f32[2], i32[2]) at once; project each", () => Computation.Create("f", [x], [Expr.Create(new Sort(0), x)]) },
        { "@f uses the leaf 'y' f32[2], which is not among its parameters", () => Computation.Create("f", [x], [x]).WithResults([y]) },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_is_not_closed_or_has_no_distinct_names_is_a_sentence(string expected, Func<Computation> create) =>
        Assert.Equal(expected, Assert.Throws<VerificationException>(create).Sentence);

    [Fact]
    public void Results_are_numbered_where_there_are_several()
    {
        Assert.Equal(["result"], Computation.Create("f", [x], [x]).ResultNames.AsEnumerable());
        Assert.Equal(["result0", "result1"], Computation.Create("f", [x], [x, x]).ResultNames.AsEnumerable());
        Computation f = Computation.Create("f", [x], [x.Exp()], ["y"]);
        Assert.Same(f, f.WithResults(f.Results));
        Assert.Equal("y", f.WithResults([x]).ResultNames[0]);
    }

    [Fact]
    public void Names_do_not_count()
    {
        Expr u = Leaves.Named("u", "f32[2]");
        AssertEqual(Computation.Create("f", [x], [x.Exp()], ["a"]), Computation.Create("g", [u], [u.Exp()], ["b"]));
    }

    [Fact]
    public void Types_roles_order_operators_and_attributes_count()
    {
        Computation f = Computation.Create("f", [x, y], [x - y]);
        Expr wide = Leaves.Named("y", "f32[2]"), trained = Primitives.Leaf("y", wide.Type, LeafRole.TrainableLeaf);
        AssertEqual(f, Computation.Create("f", [x, wide], [x - wide]));
        Assert.NotEqual(f, Computation.Create("f", [x, y], [y - x]));
        Assert.NotEqual(f, Computation.Create("f", [y, x], [x - y]));
        Assert.NotEqual(f, Computation.Create("f", [x, y], [x + y]));
        Assert.NotEqual(f, Computation.Create("f", [x, y], [x - y, x]));
        Assert.NotEqual(f, Computation.Create("f", [x, y], [x]));
        Assert.NotEqual(f, Computation.Create("f", [x, trained], [x - trained]));
        Assert.NotEqual(Computation.Create("f", [x], [x.Reverse([0])]), Computation.Create("f", [x], [x[0..1]]));
        Assert.NotEqual(Computation.Create("f", [x], [x[0..1]]), Computation.Create("f", [x], [x[1..2]]));
        Assert.NotEqual(Computation.Create("f", [x, y], [x]), Computation.Create("f", [x, y], [y]));
        Assert.NotEqual(Computation.Create("f", [x], []), Computation.Create("f", [Leaves.Named("x", "f64[2]")], []));
        Assert.False(f.Equals(null));
        Assert.False(f.Equals((object)"f"));
    }

    [Fact]
    public void Sharing_counts()
    {
        Expr shared = x.Exp();
        AssertEqual(Computation.Create("f", [x], [shared + shared]), TextForm.Parse(TextForm.Print(Computation.Create("f", [x], [shared + shared]))));
        Assert.NotEqual(Computation.Create("f", [x], [shared + shared]), Computation.Create("f", [x], [x.Exp() + x.Exp()]));
        Assert.NotEqual(Computation.Create("f", [x], [shared, shared]), Computation.Create("f", [x], [x.Exp(), x.Exp()]));
    }

    [Fact]
    public void Bodies_are_compared_by_structure()
    {
        static Computation Holder(string body, Func<Expr, Expr> function)
        {
            Expr inner = Leaves.Named("inner", "f32[2]"), outer = Leaves.Named("outer", "f32[2]");
            return Computation.Create("f", [outer], [Expr.Create(new Call(Computation.Create(body, [inner], [function(inner)])), outer)]);
        }

        AssertEqual(Holder("a", z => z.Exp()), Holder("b", z => z.Exp()));
        Assert.NotEqual(Holder("a", z => z.Exp()), Holder("a", z => z.Sin()));
    }

    /// <summary>Each of 60 levels holds the level below twice: followed naively, 2^60 comparisons, checks and lines.</summary>
    [Fact]
    public void Bodies_shared_at_every_level_cost_no_more_than_once_each()
    {
        static Computation Tower()
        {
            Computation level = InferenceTests.Body("f32[2]", 0);
            for (int height = 0; height < 60; height++)
            {
                Expr z = Leaves.Named("z", "f32[2]");
                level = Computation.Create($"level{height}", [z], [Expr.Create(new Call(level), z) + Expr.Create(new Call(level), z)]);
            }
            return level;
        }

        Computation one = Tower(), other = Tower();
        Verifier.Verify(one);
        AssertEqual(one, other);
        AssertEqual(one, TextForm.Parse(TextForm.Print(other)));
        Assert.Equal(61, TextForm.Print(one).Split("computation @").Length - 1);
    }

    [Fact]
    public void Nodes_stand_behind_their_operands_parameters_first()
    {
        Expr unused = Leaves.Named("unused", "f32[2]");
        Expr a = x.Exp(), b = y.Sin(), c = b * a, d = c + a;
        Computation f = Computation.Create("f", [unused, y, x], [d, b]);

        Assert.Equal([unused, y, x, b, a, c, d], f.Nodes.AsEnumerable());
        Assert.Equal([y, b, x, a, c, d], Traversal.TopologicalOrder([d, b]).AsEnumerable());
        Assert.Equal([x, a], Traversal.TopologicalOrder([x, a, a]).AsEnumerable());
        Assert.Empty(Traversal.TopologicalOrder([]));
    }

    [Fact]
    public void Uses_are_counted_by_operand_and_root()
    {
        Expr a = x.Exp(), b = a * a, c = b + a;
        Dictionary<Expr, int> uses = Traversal.CountUses([c, a, c]);
        Assert.Equal((1, 4, 1, 2), (uses[x], uses[a], uses[b], uses[c]));
        Assert.Equal(4, uses.Count);
    }

    [Fact]
    public void The_verifier_finds_a_type_that_the_operator_does_not_give()
    {
        Expr broken = Break(new Unary(UnaryKind.Exponential), [x], Leaves.Type("f32[3]"));
        Assert.Equal("exp f32[3] should have type f32[2]", Failure(broken + broken));
    }

    [Fact]
    public void The_verifier_finds_operands_that_the_operator_does_not_take()
    {
        Expr broken = Break(new Binary(BinaryKind.Add), [x, Leaves.Named("x2", "f32[3]")], x.Type);
        VerificationException failure = Assert.Throws<VerificationException>(() => Verifier.Verify(Computation.Create("f", [x, broken.Inputs[1]], [broken])));
        Assert.Equal("add f32[2] is ill-formed: add takes equal shapes, but 'x' f32[2] and 'x2' f32[3] differ in axis 0: 2 against 3", failure.Sentence);
        Assert.IsType<ShapeException>(failure.InnerException);
    }

    [Fact]
    public void The_verifier_finds_a_tuple_among_the_operands()
    {
        Expr sorted = Expr.Create(new Sort(0), x);
        Assert.Equal("exp f32[2] uses all results of sort (f32[2], i32[2]) at once; only a projection may", Failure(Break(new Unary(UnaryKind.Exponential), [sorted], x.Type)));
    }

    [Fact]
    public void The_verifier_looks_into_bodies()
    {
        Expr z = Leaves.Named("z", "f32[2]");
        Computation body = Computation.Create("body", [z], [Break(new Unary(UnaryKind.Sine), [z], Leaves.Type("f32[2]")).Exp(), Break(new Unary(UnaryKind.Sine), [z], Leaves.Type("f64[2]"))]);
        Assert.Equal("sin f64[2] should have type f32[2]", Failure(Expr.Create(new Call(body), x)[0]));
    }

    [Fact]
    public void What_the_verifier_lets_pass_is_every_sample() =>
        Assert.All(OperatorSamples.All, sample =>
        {
            Verifier.Verify(sample.Computation);
            Assert.Equal(
                sample.Operator switch
                {
                    Scan scan => [scan.Body],
                    Call call => new[] { call.Body, call.Pullback, call.Pushforward }.OfType<Computation>(),
                    _ => [],
                },
                Verifier.Held(sample.Operator).AsEnumerable());
        });

    private static string Failure(Expr result) =>
        Assert.Throws<VerificationException>(() => Verifier.Verify(Computation.Create("f", [x], [result]))).Sentence;

    /// <summary>A node as no factory makes it.</summary>
    private static Expr Break(Op op, ImmutableArray<Expr> inputs, ExprType type) =>
        (Expr)typeof(Expr).GetConstructors(BindingFlags.Instance | BindingFlags.NonPublic).Single().Invoke([op, inputs, type, Origin.Unknown]);

    private static void AssertEqual(Computation left, Computation right)
    {
        Assert.True(left.StructurallyEquals(right));
        Assert.True(left.Equals((object)right));
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
    }
}
