using System.Text.Json;
using MediaNest.Notification.Realtime.Commands;
using MediaNest.Tokens.Signing;

namespace MediaNest.Notification.Tests.Realtime.Commands;

/// <summary>Who may send what.</summary>
[Collection(nameof(CommandApp))]
public sealed class CommandAccessTests(CommandApp app)
{
    [Fact]
    public async Task WhoHasNotSignedInMayLookAndNoMore()
    {
        await using var socket = await app.Service.OpenAsync("/");

        foreach (var open in new[] { "ping", "status:get", "state:sync" })
        {
            (await socket.AskAsync(open)).GetProperty("success").GetBoolean().ShouldBeTrue(open);
        }

        foreach (var command in CommandTable.All.Where(command => command.Audience != CommandAudience.Anyone))
        {
            CodeOf(await socket.AskAsync(command.Name)).ShouldBe("UNAUTHORIZED", command.Name);
        }
    }

    [Theory]
    [InlineData("/authenticated")]
    [InlineData("/media")]
    public async Task AdministratorsCommandsAreForThemAlone(string name)
    {
        await using var socket = await app.Service.ConnectAsync(name, await app.SignInAsync());
        var forAdmins = CommandTable.All.Where(command => command.Name.StartsWith("admin:", StringComparison.Ordinal)).ToList();

        forAdmins.ShouldNotBeEmpty();
        foreach (var command in forAdmins)
        {
            CodeOf(await socket.AskAsync(command.Name)).ShouldBe("FORBIDDEN", command.Name);
        }
    }

    [Fact]
    public async Task AKeyToReadChangesNothing()
    {
        await using var socket = await ConnectWithScopeAsync("admin", "read");

        foreach (var command in CommandTable.All)
        {
            var code = CodeOf(await socket.AskAsync(command.Name, "a text, which no command takes"));
            code.ShouldBe(command.Scope is "write" or "admin" ? "FORBIDDEN" : "INVALID_EVENT", command.Name);
        }
    }

    [Fact]
    public async Task AKeyToReadAndWriteDoesNotAdminister()
    {
        await using var socket = await ConnectWithScopeAsync("admin", "read write");

        foreach (var command in CommandTable.All)
        {
            var code = CodeOf(await socket.AskAsync(command.Name, "a text, which no command takes"));
            code.ShouldBe(command.Scope is "admin" ? "FORBIDDEN" : "INVALID_EVENT", command.Name);
        }
    }

    [Fact]
    public async Task AKeyToAdministerIsNoKeyToWrite()
    {
        await using var socket = await ConnectWithScopeAsync("admin", "read admin");

        (await socket.AskAsync("admin:users-connected")).GetProperty("success").GetBoolean().ShouldBeTrue();
        CodeOf(await socket.AskAsync("notifications:read-all")).ShouldBe("FORBIDDEN");
    }

    private static string? CodeOf(JsonElement answer)
    {
        answer.GetProperty("success").GetBoolean().ShouldBeFalse(answer.ToString());
        return answer.GetProperty("error").GetProperty("code").GetString();
    }

    private async Task<TestSocket> ConnectWithScopeAsync(string role, string scope)
    {
        var user = await app.SignInAsync(role);
        var claims = TokenClaims.ForUser(user.UserId, user.SessionId.ToString("D"), role, "somebody", TimeSpan.FromMinutes(5)) with { Scope = scope };
        return await app.Service.ConnectAsync("/authenticated", user with { Token = app.Service.Issuer.Sign(claims) });
    }
}
