using System.Text;
using MediaNest.Download.Files;

namespace MediaNest.Download.Tests.Files;

public sealed class FileNamesTests
{
    [Theory]
    [InlineData("A plain title", "A plain title")]
    [InlineData("../../etc/passwd", "_.._etc_passwd")]
    [InlineData("..", "Video")]
    [InlineData("...", "Video")]
    [InlineData(null, "Video")]
    [InlineData(" \t\n ", "Video")]
    [InlineData("a/b\\c:d*e?f\"g<h>i|j", "a_b_c_d_e_f_g_h_i_j")]
    [InlineData("line\nbreak\0end", "line break end")]
    [InlineData("right\u202Eto\u200Bleft", "righttoleft")]
    [InlineData("Grüße: 東京の夜 🎬", "Grüße_ 東京の夜 🎬")]
    [InlineData("-rf", "-rf")]
    public void StrangersNamesBecomePlainOnes(string? title, string expected) => FileNames.Sanitise(title, "Video").ShouldBe(expected);

    [Fact]
    public void LongNamesAreCutBetweenCharacters()
    {
        var name = FileNames.Sanitise(string.Concat(Enumerable.Repeat("🎬é", 200)), "Video");

        Encoding.UTF8.GetByteCount(name).ShouldBeLessThanOrEqualTo(160);
        name.ShouldNotContain('\uFFFD');
        char.IsLowSurrogate(name[^1]).ShouldBe(char.IsHighSurrogate(name[^2]));
    }
}
