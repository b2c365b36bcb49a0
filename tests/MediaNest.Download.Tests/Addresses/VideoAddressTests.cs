using MediaNest.Download.Addresses;

namespace MediaNest.Download.Tests.Addresses;

public sealed class VideoAddressTests
{
    [Theory]
    [InlineData("https://www.youtube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("http://youtube.com/watch?v=dQw4w9WgXcQ&t=42s&list=PL123")]
    [InlineData("https://m.youtube.com/watch?list=PL123&v=dQw4w9WgXcQ")]
    [InlineData("https://music.youtube.com/watch?v=dQw4w9WgXcQ#here")]
    [InlineData("https://youtu.be/dQw4w9WgXcQ?si=abc")]
    [InlineData("https://YOUTU.BE/dQw4w9WgXcQ/")]
    [InlineData("https://www.youtube.com/shorts/dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com/live/dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com/embed/dQw4w9WgXcQ")]
    [InlineData("  https://www.youtube.com/watch?v=dQw4w9WgXcQ  ")]
    public void SpellingsOfOneVideoAreOneVideo(string text)
    {
        VideoAddress.TryParse(text, out var address, out _).ShouldBeTrue();

        address.Canonical.ShouldBe("https://www.youtube.com/watch?v=dQw4w9WgXcQ");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("dQw4w9WgXcQ")]
    [InlineData("ftp://www.youtube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("file:///etc/passwd")]
    [InlineData("javascript:alert(1)")]
    [InlineData("//www.youtube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com.evil.example/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://evil.example/www.youtube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com@169.254.169.254/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://user:pass@www.youtube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com:8080/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://127.0.0.1/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://[::1]/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://yоutube.com/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com./watch?v=dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com\\@evil.example/watch?v=dQw4w9WgXcQ")]
    [InlineData("https://www.youtube.com/watch?v=short")]
    [InlineData("https://www.youtube.com/watch?v=dQw4w9WgXcQ&v=aqz-KE-bpKQ")]
    [InlineData("https://www.youtube.com/watch?v=../../../etc")]
    [InlineData("https://www.youtube.com/watch?v=dQw4w9WgXc%20")]
    [InlineData("https://www.youtube.com/watch?v=dQw4w9WgXc%0A")]
    [InlineData("https://www.youtube.com/watch")]
    [InlineData("https://www.youtube.com/@channel")]
    [InlineData("https://www.youtube.com/redirect?q=https://evil.example")]
    [InlineData("https://youtu.be/")]
    [InlineData("https://youtu.be/dQw4w9WgXcQ/extra")]
    [InlineData("--exec=reboot")]
    public void AnythingElseIsRefused(string? text)
    {
        VideoAddress.TryParse(text, out var address, out var complaint).ShouldBeFalse();

        address.ShouldBeNull();
        complaint.ShouldNotBeNullOrEmpty();
    }
}
