using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Passwords;

public sealed class PasswordPolicyTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    [Theory]
    [InlineData("Password1!")]
    [InlineData("P@ssw0rd2026")]
    [InlineData("Qwertyuiop1!")]
    [InlineData("!!Summer2024!!")]
    [InlineData("Iloveyou-1")]
    [InlineData("1Qaz2wsx!")]
    [InlineData("Dragonball#1")]
    [InlineData("Ｐａｓｓｗord-1")]
    public async Task DressedUpCommonPasswordsAreRefused(string password) =>
        (await ChangeAsync(password)).ShouldContain("common");

    [Theory]
    [InlineData("Ab1!xyz", "8")]
    [InlineData("lower-case-7-only", "uppercase")]
    [InlineData("UPPER-CASE-7-ONLY", "lowercase")]
    [InlineData("No-Digits-At-All", "digit")]
    [InlineData("NoSymbols7AtAllHere", "alphanumeric")]
    public async Task EachRuleIsNamed(string password, string word) => (await ChangeAsync(password)).ShouldContain(word);

    private async Task<string> ChangeAsync(string password) =>
        (await household.AdminClient.PostAsync("/api/v1/auth/change-password", new { currentPassword = Household.AdminPassword, newPassword = password }))
            .ShouldFail(400, "VALIDATION_ERROR").GetProperty("details").GetRawText();
}
