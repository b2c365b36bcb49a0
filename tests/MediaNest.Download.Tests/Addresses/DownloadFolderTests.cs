using MediaNest.Download.Addresses;

namespace MediaNest.Download.Tests.Addresses;

public sealed class DownloadFolderTests
{
    private const string Root = "/srv/downloads";

    [Theory]
    [InlineData("", "")]
    [InlineData("youtube", "youtube")]
    [InlineData("youtube/", "youtube")]
    [InlineData("music//live", "music/live")]
    [InlineData("Grüße aus Zürich/東京", "Grüße aus Zürich/東京")]
    [InlineData("/srv/downloads", "")]
    [InlineData("/srv/downloads/youtube", "youtube")]
    [InlineData("Mr. Robot, (2015) [x]", "Mr. Robot, (2015) [x]")]
    public void PlainNamesUnderTheRootAreTaken(string text, string expected) => DownloadFolder.Normalise(text, Root).ShouldBe(expected);

    [Theory]
    [InlineData("..")]
    [InlineData("../etc")]
    [InlineData("a/../../b")]
    [InlineData("a/./b")]
    [InlineData("/etc/passwd")]
    [InlineData("/srv/downloads-of-others")]
    [InlineData("/srv/downloads/../x")]
    [InlineData("a\\..\\b")]
    [InlineData("C:\\temp")]
    [InlineData("~/x")]
    [InlineData("$HOME")]
    [InlineData("a\0b")]
    [InlineData("a\nb")]
    [InlineData(".hidden")]
    [InlineData(".medianest-work/x")]
    [InlineData("a/ b")]
    [InlineData("trailing.")]
    [InlineData("․․/etc")]
    [InlineData("．．/etc")]
    [InlineData("a∕b")]
    [InlineData("a⁄b")]
    [InlineData("a／b")]
    [InlineData("a\u202Eb")]
    [InlineData("a\u200Bb")]
    [InlineData("a%2e%2e")]
    [InlineData("a/b/c/d/e/f/g/h/i")]
    public void EverythingElseIsRefused(string text) => DownloadFolder.Normalise(text, Root).ShouldBeNull();

    [Fact]
    public void LinkOnTheWayIsRefused()
    {
        var root = Directory.CreateTempSubdirectory("medianest-links-").FullName;
        Directory.CreateDirectory(Path.Combine(root, "plain"));
        Directory.CreateSymbolicLink(Path.Combine(root, "link"), "/etc");
        File.CreateSymbolicLink(Path.Combine(root, "dangling"), "/nowhere/at/all");

        DownloadFolder.HasNoLinks(root, "plain/new").ShouldBeTrue();
        DownloadFolder.HasNoLinks(root, "link").ShouldBeFalse();
        DownloadFolder.HasNoLinks(root, "link/deeper").ShouldBeFalse();
        DownloadFolder.HasNoLinks(root, "dangling").ShouldBeFalse();
        Directory.Delete(root, recursive: true);
    }
}
