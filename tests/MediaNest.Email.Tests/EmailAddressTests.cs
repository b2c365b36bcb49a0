namespace MediaNest.Email.Tests;

public sealed class EmailAddressTests
{
    [Theory]
    [InlineData("olivia@example.org", "olivia@example.org")]
    [InlineData("o.l+tag_1@mail.example.org", "o.l+tag_1@mail.example.org")]
    [InlineData("olivia@localhost", "olivia@localhost")]
    [InlineData("olivia@bücher.example", "olivia@xn--bcher-kva.example")]
    public void OneMailboxIsAnAddress(string text, string expected)
    {
        EmailAddress.TryParse(text, out var address).ShouldBeTrue();
        address.Value.ShouldBe(expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("olivia")]
    [InlineData("@example.org")]
    [InlineData("olivia@")]
    [InlineData("olivia@example.org\r\nBcc: eve@example.org")]
    [InlineData("olivia@example.org\nBcc:eve@example.org")]
    [InlineData("olivia@example.org,eve@example.org")]
    [InlineData("olivia@example.org;eve@example.org")]
    [InlineData("Olivia <olivia@example.org>")]
    [InlineData("<olivia@example.org>")]
    [InlineData("olivia@example.org>")]
    [InlineData("olivia(comment)@example.org")]
    [InlineData("\"a b\"@example.org")]
    [InlineData("a b@example.org")]
    [InlineData(".olivia@example.org")]
    [InlineData("oli..via@example.org")]
    [InlineData("olivia@exa mple.org")]
    [InlineData("olivia@example..org")]
    [InlineData("olivia@[127.0.0.1]")]
    [InlineData("olivia@127.0.0.1")]
    [InlineData("ölivia@example.org")]
    [InlineData("olivia@eve@example.org")]
    [InlineData("olivia@example.org\0")]
    public void EverythingElseIsNot(string? text)
    {
        EmailAddress.TryParse(text, out _).ShouldBeFalse();
        Should.Throw<FormatException>(() => EmailAddress.Parse(text!)).Message.ShouldNotContain("example");
    }

    [Fact]
    public void AddressHasAtMost254Characters()
    {
        EmailAddress.TryParse("a@" + string.Join('.', Enumerable.Repeat("abcdefgh", 27)) + ".example", out _).ShouldBeTrue();
        EmailAddress.TryParse("a@" + string.Join('.', Enumerable.Repeat("abcdefgh", 28)) + ".example", out _).ShouldBeFalse();
        EmailAddress.TryParse(new string('a', 65) + "@example.org", out _).ShouldBeFalse();
    }
}
