using System.Net.Http.Json;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests;

/// <summary>New passwords, lockout and unlock as clients see them, through the gateway and by the mail that is really written.</summary>
public sealed class PasswordTests(RunningMediaNest mediaNest)
{
    private const string Auth = "/api/v1/auth";
    private const string First = "Another-Mule-8-Stable";
    private const string Second = "Yellow-Barn-5-Window";

    [Fact]
    public async Task ForgottenPasswordIsReplacedByALinkThatWorksOnce()
    {
        var phone = await mediaNest.SignInWithPlexAsync("forgetful");
        var answer = await RequestAsync("forgetful@household.example");
        answer.Headers.CacheControl!.NoStore.ShouldBeTrue();
        answer.Data.GetRawText().ShouldBe((await RequestAsync("nobody@household.example")).Data.GetRawText());
        var token = await mediaNest.Mail.ResetTokenAsync("forgetful@household.example");
        mediaNest.Mail.To("forgetful@household.example")[0].Text!.ShouldContain($"{mediaNest.Gateway.BaseAddress!.Port}/reset-password#token={token}");

        (await PostAsync("password-reset/verify", new { token = token.Split('.')[1], tokenId = token.Split('.')[0] })).ShouldBe(200);
        (await PostAsync("password-reset/confirm", new { token, newPassword = "weak" })).ShouldFail(400, "VALIDATION_ERROR");
        (await mediaNest.Anonymous.PostAsync("/api/auth/password-reset/confirm", new { token, newPassword = First })).ShouldBe(200);

        (await phone.GetAsync($"{Auth}/session")).ShouldFail(401, "SESSION_INVALID");
        (await PostAsync("password-reset/confirm", new { token, newPassword = Second })).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await PostAsync("password-reset/verify", new { token })).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await LoginAsync("forgetful@household.example", First)).ShouldBe(200);
    }

    [Fact]
    public async Task PasswordResetRefusesWhatItShould()
    {
        (await PostAsync("password-reset/request", new { })).ShouldFail(400, "VALIDATION_ERROR");
        (await PostAsync("password-reset/request", new { email = "nobody" })).ShouldFail(400, "VALIDATION_ERROR");
        (await PostAsync("password-reset/verify", new { })).ShouldFail(400, "VALIDATION_ERROR");
        (await PostAsync("password-reset/confirm", new { })).ShouldFail(400, "VALIDATION_ERROR");
        (await PostAsync("password-reset/confirm", new { token = "nobody-was-given-this", newPassword = First })).ShouldFail(400, "INVALID_RESET_TOKEN");

        foreach (var email in new[] { RunningMediaNest.AdminEmail, "unknown@household.example" })
        {
            for (var i = 0; i < 3; i++)
            {
                await RequestAsync(email);
            }

            var refused = (await PostAsync("password-reset/request", new { email })).ShouldFail(429, "RATE_LIMIT_EXCEEDED");
            refused.Headers.RetryAfter!.Delta!.Value.TotalMinutes.ShouldBeInRange(50, 60);
            refused.Body.GetProperty("error").GetProperty("retryAfter").GetInt32().ShouldBeInRange(3000, 3600);
        }
    }

    [Fact]
    public async Task PasswordIsChangedByWhoKnowsIt()
    {
        (await PostAsync("change-password", new { currentPassword = First, newPassword = Second })).ShouldFail(401, "UNAUTHORIZED");
        var plexOnly = await mediaNest.SignInWithPlexAsync("careful");
        (await ChangeAsync(plexOnly, First, Second)).ShouldFail(400, "PASSWORD_NOT_SET");

        var (here, elsewhere) = (await WithPasswordAsync("careful"), await ClientAsync("careful@household.example", First));
        (await ChangeAsync(here, "Wrong-Password-1", Second)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await ChangeAsync(here, First, First)).ShouldFail(400, "VALIDATION_ERROR");
        (await ChangeAsync(here, First, "pass")).ShouldFail(400, "VALIDATION_ERROR").Body.GetProperty("error").GetProperty("details").GetArrayLength().ShouldBe(5);
        (await ChangeAsync(here, First, Second)).ShouldBe(200);

        (await here.GetAsync($"{Auth}/session")).ShouldBe(200);
        (await elsewhere.GetAsync($"{Auth}/session")).ShouldFail(401, "SESSION_INVALID");
        (await LoginAsync("careful@household.example", First)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await LoginAsync("careful@household.example", Second)).ShouldBe(200);
    }

    [Fact]
    public async Task LockedAccountIsUnlockedByAnAdministrator()
    {
        await mediaNest.RenewAdminAsync();
        var user = await WithPasswordAsync("clumsy");
        var id = (await user.GetAsync($"{Auth}/session")).ShouldBe(200).Data.GetProperty("user").GetProperty("id").GetString();
        for (var i = 0; i < 5; i++)
        {
            (await LoginAsync("clumsy@household.example", "Wrong-Password-1")).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await LoginAsync("clumsy@household.example", First)).ShouldFail(423, "ACCOUNT_LOCKED");
        (await ChangeAsync(user, First, Second)).ShouldFail(423, "ACCOUNT_LOCKED");
        (await user.PostAsync($"/api/v1/admin/users/{id}/unlock")).ShouldFail(403, "FORBIDDEN");
        (await mediaNest.Anonymous.PostAsync($"/api/v1/admin/users/{id}/unlock")).ShouldFail(401, "UNAUTHORIZED");
        (await mediaNest.Admin.PostAsync($"/api/v1/admin/users/{Guid.CreateVersion7()}/unlock")).ShouldFail(404, "USER_NOT_FOUND");

        (await mediaNest.Admin.PostAsync($"/api/v1/admin/users/{id}/unlock")).ShouldBe(200);

        (await LoginAsync("clumsy@household.example", First)).ShouldBe(200);
        foreach (var action in new[] { "account-locked", "account-unlocked", "password-reset", "sign-in-failed", "signed-in" })
        {
            var items = (await mediaNest.Admin.GetAsync($"/api/v1/admin/audit-log?userId={id}&action={action}")).ShouldBe(200).Data.GetProperty("items");
            items.GetArrayLength().ShouldBeGreaterThan(0, action);
            items[0].GetProperty("address").GetString().ShouldNotBeNullOrEmpty();
        }
    }

    [Fact]
    public async Task AdministratorsManageAccounts()
    {
        await mediaNest.RenewAdminAsync();
        var user = await mediaNest.SignInWithPlexAsync("managed");
        var id = (await user.GetAsync($"{Auth}/session")).ShouldBe(200).Data.GetProperty("user").GetProperty("id").GetString();
        var self = (await mediaNest.Admin.GetAsync($"{Auth}/session")).ShouldBe(200).Data.GetProperty("user").GetProperty("id").GetString();
        var listed = (await mediaNest.Admin.GetAsync("/api/v1/admin/users?role=user&status=active&search=managed&sort=name:asc")).ShouldBe(200).Data;
        listed.GetProperty("users")[0].GetProperty("id").GetString().ShouldBe(id);
        listed.GetProperty("pagination").GetProperty("totalUsers").GetInt32().ShouldBe(1);
        (await mediaNest.Admin.GetAsync("/api/v1/admin/users?sort=password:asc")).ShouldFail(400, "VALIDATION_ERROR");
        (await user.GetAsync("/api/v1/admin/users")).ShouldFail(403, "FORBIDDEN");
        (await user.GetAsync("/api/v1/admin/audit-log")).ShouldFail(403, "FORBIDDEN");
        (await mediaNest.Admin.GetAsync("/api/v1/admin/audit-log?action=nonsense")).ShouldFail(400, "VALIDATION_ERROR");

        (await PatchAsync($"{self}/role", new { role = "user" })).ShouldFail(400, "VALIDATION_ERROR");
        (await PatchAsync($"{self}/status", new { status = "suspended" })).ShouldFail(400, "VALIDATION_ERROR");
        (await mediaNest.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/admin/users/{self}")).ShouldFail(400, "VALIDATION_ERROR");
        (await PatchAsync($"{Guid.CreateVersion7()}/role", new { role = "user" })).ShouldFail(404, "USER_NOT_FOUND");
        (await PatchAsync($"{id}/status", new { status = "suspended" })).ShouldBe(200);
        (await user.GetAsync($"{Auth}/session")).ShouldFail(403, "ACCOUNT_SUSPENDED");
        (await PatchAsync($"{id}/status", new { status = "active" })).ShouldBe(200);
        user = await mediaNest.SignInWithPlexAsync("managed");
        (await mediaNest.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/admin/users/{id}")).ShouldBe(204);
        (await user.GetAsync($"{Auth}/session")).ShouldFail(404, "USER_NOT_FOUND");
    }

    private Task<Answer> PatchAsync(string path, object body) =>
        mediaNest.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/admin/users/{path}", JsonContent.Create(body));

    private Task<Answer> PostAsync(string path, object body) => mediaNest.Anonymous.PostAsync($"{Auth}/{path}", body);

    private async Task<Answer> RequestAsync(string email) => (await PostAsync("password-reset/request", new { email })).ShouldBe(200);

    private Task<Answer> LoginAsync(string email, string password) => PostAsync("login", new { email, password });

    private static Task<Answer> ChangeAsync(ApiClient client, string currentPassword, string newPassword) =>
        client.PostAsync($"{Auth}/change-password", new { currentPassword, newPassword });

    private async Task<ApiClient> ClientAsync(string email, string password) =>
        new(mediaNest.Gateway, (await LoginAsync(email, password)).ShouldBe(200).Data.GetProperty("token").GetString());

    /// <summary>A Plex user who gave themselves a password by mail.</summary>
    private async Task<ApiClient> WithPasswordAsync(string username)
    {
        var email = $"{username}@household.example";
        await mediaNest.SignInWithPlexAsync(username);
        await RequestAsync(email);
        (await PostAsync("password-reset/confirm", new { token = await mediaNest.Mail.ResetTokenAsync(email), newPassword = First })).ShouldBe(200);
        return await ClientAsync(email, First);
    }
}
