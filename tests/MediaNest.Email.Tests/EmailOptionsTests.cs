using Microsoft.Extensions.Options;

namespace MediaNest.Email.Tests;

public sealed class EmailOptionsTests
{
    [Theory]
    [InlineData("Port", "0")]
    [InlineData("Port", "70000")]
    [InlineData("From", "nobody")]
    [InlineData("From", "a@example.org\r\nBcc: b@example.org")]
    [InlineData("FromName", "Media\nBcc: b@example.org")]
    [InlineData("FromName", "")]
    [InlineData("Host", "mail.example.org:25")]
    [InlineData("Host", "not a host")]
    [InlineData("User", "medianest")]
    [InlineData("Password", "alone")]
    [InlineData("DropFolder", "")]
    [InlineData("Timeout", "00:00:00")]
    public async Task WrongConfigurationStopsTheStartAndNamesTheKey(string key, string value) =>
        (await Should.ThrowAsync<OptionsValidationException>(() => Mailer.StartAsync((key, value)))).Message.ShouldContain("Email:" + key);

    [Fact]
    public async Task PasswordIsNotSentInTheClearToAnotherMachine()
    {
        var failure = await Should.ThrowAsync<OptionsValidationException>(() =>
            Mailer.StartAsync(("Host", "mail.example.org"), ("User", "medianest"), ("Password", "s3cret"), ("UseTls", "false")));

        failure.Message.ShouldContain("Email:UseTls");
        failure.Message.ShouldNotContain("s3cret");
    }
}
