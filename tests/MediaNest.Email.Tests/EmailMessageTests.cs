namespace MediaNest.Email.Tests;

public sealed class EmailMessageTests
{
    private static readonly EmailAddress Olivia = EmailAddress.Parse("olivia@example.org");

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("Hello\r\nBcc: eve@example.org")]
    [InlineData("Hello\nBcc: eve@example.org")]
    [InlineData("Hello\rBcc: eve@example.org")]
    [InlineData("Hello\0")]
    [InlineData("Hello\u0085there")]
    public void SubjectIsOneLine(string subject) =>
        Should.Throw<ArgumentException>(() => new EmailMessage(Guid.CreateVersion7(), Olivia, subject, "Text"));

    [Fact]
    public void SubjectIsShort() =>
        Should.Throw<ArgumentException>(() => new EmailMessage(Guid.CreateVersion7(), Olivia, new string('x', 201), "Text"));

    [Fact]
    public void TextIsAlwaysThere() =>
        Should.Throw<ArgumentException>(() => new EmailMessage(Guid.CreateVersion7(), Olivia, "Hello", " ", "<p>Hello</p>"));

    [Fact]
    public void SomebodyGetsIt() =>
        Should.Throw<ArgumentException>(() => new EmailMessage(Guid.CreateVersion7(), default, "Hello", "Text"));

    [Fact]
    public void ItsTextIsNotToldToLogs()
    {
        var message = new EmailMessage(Guid.CreateVersion7(), Olivia, "Hello", "A secret link", "<p>A secret link</p>");

        message.ToString().ShouldBe($"e-mail {message.Id}");
    }

    [Theory]
    [InlineData("/relative")]
    [InlineData("mailto:olivia@example.org")]
    [InlineData("javascript:alert(1)")]
    public void UnsubscribingIsDoneOnAPage(string address) =>
        Should.Throw<ArgumentException>(() => new EmailMessage(Guid.CreateVersion7(), Olivia, "Hello", "Text") { Unsubscribe = new Uri(address, UriKind.RelativeOrAbsolute) });
}
