using Graph.Datasets;
using Graph.Tests.Facade;

namespace Graph.Tests.Datasets;

public sealed class TextTests
{
    [Fact]
    public void Characters_are_numbered_in_ordinal_order()
    {
        Vocabulary vocabulary = Vocabulary.OfCharacters("X:1\nabc|ab😀");
        Assert.Equal(["\n", "1", ":", "X", "a", "b", "c", "|", "😀"], vocabulary.Tokens.ToArray());
        Tensor numbers = vocabulary.Encode("ab😀\n");
        Assert.Equal([4, 5, 8, 0], numbers.ToArray<int>());
        Assert.Equal("ab😀\n", vocabulary.Decode(numbers));
        Wrong.Says<DatasetException>("the character 'z' at place 1 is not in the vocabulary", () => vocabulary.Encode("az"));
        Wrong.Says<DatasetException>("the character U+0009 at place 0 is not in the vocabulary", () => vocabulary.Encode("\t"));
        Wrong.Says<DatasetException>("there is no token 9: there are 9, counted from 0", () => vocabulary.Decode(new[] { 9 }));
        Wrong.Says<DatasetException>("numbers of tokens are i32 with one axis, not f32[1]", () => vocabulary.Decode(new[] { 9f }));
    }

    [Fact]
    public void Words_stand_between_white_space()
    {
        Vocabulary vocabulary = Vocabulary.OfWords(" the cat\nthe  dog ");
        Assert.Equal(["cat", "dog", "the"], vocabulary.Tokens.ToArray());
        Assert.Equal([2, 0, 2, 1], vocabulary.Encode("the cat the dog").ToArray<int>());
        Assert.Equal("dog cat", vocabulary.Decode(new[] { 1, 0 }));
        Wrong.Says<DatasetException>("the word 'cow' at place 1 is not in the vocabulary", () => vocabulary.Encode("the cow"));
    }

    [Theory]
    [InlineData(1, 7)]
    [InlineData(2, 4)]
    [InlineData(3, 3)]
    [InlineData(100, 1)]
    public void A_window_has_the_tokens_and_those_that_follow(int stride, int count)
    {
        TextWindows windows = new(Tensor.Generate([10], place => (int)place * 10), length: 3, stride);
        Assert.Equal(count, windows.Count);
        Assert.Equal(["characters: i32[3]", "following: i32[3]"], windows.Fields.Select(field => field.ToString()));
        foreach (Batch batch in windows.Batches(new BatchOrder(2, Seed: 1)))
        {
            foreach ((int place, long sample) in batch.Samples.Index())
            {
                int start = (int)sample * stride;
                Assert.Equal([10 * start, 10 * (start + 1), 10 * (start + 2)], batch[0].ToArray<int>()[(3 * place)..((3 * place) + 3)]);
                Assert.Equal([10 * (start + 1), 10 * (start + 2), 10 * (start + 3)], batch[1].ToArray<int>()[(3 * place)..((3 * place) + 3)]);
            }
        }
    }

    [Fact]
    public void A_text_that_is_too_short_is_told()
    {
        Assert.Equal(1, new TextWindows(new[] { 1, 2, 3 }, 2).Count);
        Wrong.Says<DatasetException>("a window of 3 tokens and the one that follows need 4 tokens; there are 3", () => new TextWindows(new[] { 1, 2, 3 }, 3));
        Wrong.Says<DatasetException>("numbers of tokens are i32 with one axis, not f32[3]", () => new TextWindows(new[] { 1f, 2, 3 }, 2));
    }
}
