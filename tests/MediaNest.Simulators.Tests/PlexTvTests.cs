using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace MediaNest.Simulators.Tests;

public sealed class PlexTvTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    private static readonly (string, string)[] Client =
        [("Accept", "application/json"), ("X-Plex-Client-Identifier", "client-1"), ("X-Plex-Product", "MediaNest")];

    [Theory]
    [InlineData(false, 4, 900)]
    [InlineData(true, 25, 1800)]
    public async Task APinHasACodeAndNoTokenYet(bool strong, int length, int expiresIn)
    {
        var pin = await CreatePinAsync(strong);

        pin["code"]!.GetValue<string>().Length.ShouldBe(length);
        pin["expiresIn"]!.GetValue<int>().ShouldBe(expiresIn);
        pin["clientIdentifier"]!.GetValue<string>().ShouldBe("client-1");
        pin["authToken"].ShouldBeNull();
        DateTimeOffset.Parse(pin["expiresAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture)
            .ShouldBeGreaterThan(DateTimeOffset.Parse(pin["createdAt"]!.GetValue<string>(), System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task ALinkedPinGivesTheUsersToken()
    {
        var pin = await CreatePinAsync();
        await Control.LinkPinAsync(pin["code"]!.GetValue<string>(), "anna", "anna@example.test", cancellationToken: Cancellation);

        var token = await TokenOfAsync(pin);
        var user = await JsonAsync("plex.tv/api/v2/user", [.. Client, ("X-Plex-Token", token)]);

        user["username"]!.GetValue<string>().ShouldBe("anna");
        user["email"]!.GetValue<string>().ShouldBe("anna@example.test");
        user["id"]!.GetValue<int>().ShouldBeGreaterThan(0);
        user["uuid"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task TheSameNameIsTheSameAccount()
    {
        var (first, second) = (await CreatePinAsync(), await CreatePinAsync());
        await Control.LinkPinAsync(first["code"]!.GetValue<string>(), "anna", "anna@example.test", cancellationToken: Cancellation);
        await Control.LinkPinAsync(second["code"]!.GetValue<string>(), "Anna", "anna@example.test", cancellationToken: Cancellation);

        (await TokenOfAsync(second)).ShouldBe(await TokenOfAsync(first));
    }

    [Fact]
    public async Task AnotherClientCannotReadAPin()
    {
        var pin = await CreatePinAsync();

        using var response = await SendAsync(HttpMethod.Get, $"plex.tv/api/v2/pins/{pin["id"]}", null, ("Accept", "application/json"), ("X-Plex-Client-Identifier", "client-2"));

        response.StatusCode.ShouldBe(HttpStatusCode.NotFound);
        (await JsonAsync(response))["errors"]![0]!["code"]!.GetValue<int>().ShouldBe(1020);
    }

    [Fact]
    public async Task AnExpiredPinIsGone()
    {
        var pin = await CreatePinAsync();
        await Control.ExpirePinAsync(pin["code"]!.GetValue<string>(), Cancellation);

        using var response = await SendAsync(HttpMethod.Get, $"plex.tv/api/v2/pins/{pin["id"]}", null, Client);

        (await JsonAsync(response))["errors"]![0]!["code"]!.GetValue<int>().ShouldBe(1020);
    }

    [Fact]
    public async Task WithoutAClientIdentifierThereIsNoPin()
    {
        using var response = await SendAsync(HttpMethod.Post, "plex.tv/api/v2/pins", null, ("Accept", "application/json"));
        response.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task PinsAreXmlUnlessJsonIsAskedFor()
    {
        using var response = await SendAsync(HttpMethod.Post, "plex.tv/api/v2/pins?X-Plex-Client-Identifier=client-1");

        var pin = XDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).Root!;

        pin.Name.LocalName.ShouldBe("pin");
        pin.Attribute("authToken")!.Value.ShouldBe("");
    }

    [Theory]
    [InlineData("revoked", 401)]
    [InlineData("expired", 498)]
    public async Task ATokenThatNoLongerHoldsIsRefused(string state, int status)
    {
        var token = await SignInAsync("anna");
        await Control.ChangePlexUserAsync("anna", state, cancellationToken: Cancellation);

        using var response = await SendAsync(HttpMethod.Get, "plex.tv/api/v2/user", null, [.. Client, ("X-Plex-Token", token)]);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task TheOwnerIsNotAmongTheFriends()
    {
        await SignInAsync("anna");
        await SignInAsync("stranger", serverAccess: false);

        var friends = XDocument.Parse(await Http.GetStringAsync("plex.tv/api/users?X-Plex-Token=sim-plex-token", Cancellation)).Root!.Elements("User").ToList();

        friends.Select(friend => friend.Attribute("username")!.Value).ShouldBe(["anna", "stranger"]);
        friends[0].Element("Server")!.Attribute("machineIdentifier")!.Value.ShouldNotBeEmpty();
        friends[1].Element("Server").ShouldBeNull();
    }

    [Fact]
    public async Task AFriendSeesTheServerAsNotOwnedAndMayUseItsToken()
    {
        var token = await SignInAsync("anna");

        var server = (await JsonAsync("plex.tv/api/v2/resources?includeHttps=1&includeRelay=1", [.. Client, ("X-Plex-Token", token)])).AsArray()
            .Single(device => device!["provides"]!.GetValue<string>().Split(',').Contains("server"))!;

        server["owned"]!.GetValue<bool>().ShouldBeFalse();
        var uri = server["connections"]![0]!["uri"]!.GetValue<string>();
        using var sections = await Http.GetAsync(new Uri($"{uri}/library/sections?X-Plex-Token={server["accessToken"]}"), Cancellation);
        sections.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task WhoIsLinkedAsOwnerOwnsTheServer()
    {
        var token = await SignInAsync("boss", owner: true);

        var devices = await JsonAsync("plex.tv/api/v2/resources", [.. Client, ("X-Plex-Token", token)]);

        devices[0]!["owned"]!.GetValue<bool>().ShouldBeTrue();
        token.ShouldBe("sim-plex-token");
    }

    private async Task<JsonNode> CreatePinAsync(bool strong = false)
    {
        using var response = await SendAsync(HttpMethod.Post, $"plex.tv/api/v2/pins?strong={(strong ? "true" : "false")}", null, Client);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await JsonAsync(response);
    }

    private async Task<string> TokenOfAsync(JsonNode pin) =>
        (await JsonAsync($"plex.tv/api/v2/pins/{pin["id"]}", Client))["authToken"]!.GetValue<string>();

    private async Task<string> SignInAsync(string username, bool owner = false, bool serverAccess = true)
    {
        var pin = await CreatePinAsync();
        await Control.LinkPinAsync(pin["code"]!.GetValue<string>(), username, $"{username}@example.test", owner, serverAccess, Cancellation);
        return await TokenOfAsync(pin);
    }
}
