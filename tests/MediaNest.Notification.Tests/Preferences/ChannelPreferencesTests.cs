using MediaNest.Notification.Preferences;
using MediaNest.Notification.Tests.Delivery;

namespace MediaNest.Notification.Tests.Preferences;

[Collection(nameof(DeliveryApp))]
public sealed class ChannelPreferencesTests(DeliveryApp app)
{
    [Theory]
    [InlineData("{}", "request-available", "socket,webhook")]
    [InlineData("""{"language":"de"}""", "request-available", "socket,webhook")]
    [InlineData("""{"notifications":null}""", "request-available", "socket,webhook")]
    [InlineData("""{"notifications":{"email":true}}""", "request-available", "socket,email,webhook")]
    [InlineData("""{"notifications":{"inApp":false,"webhook":false,"email":true}}""", "request-available", "email")]
    [InlineData("""{"notifications":{"email":true,"types":null}}""", "request-available", "socket,email,webhook")]
    [InlineData("""{"notifications":{"email":true,"webhook":false,"types":{"request-available":{"email":false,"webhook":true}}}}""", "request-available", "socket,webhook")]
    [InlineData("""{"notifications":{"email":true,"types":{"request-available":{"email":false}}}}""", "request-denied", "socket,email,webhook")]
    [InlineData("""{"notifications":{"types":{"request-available":null,"of-the-future":{"email":true}},"sms":true}}""", "request-available", "socket,webhook")]
    public void ADocumentOfAnyAgeIsRead(string document, string kind, string channels) =>
        string.Join(',', ChannelChoice.FromPreferences(document).For(kind)).ShouldBe(channels);

    [Fact]
    public async Task TheNewestChoiceCountsHoweverItArrives()
    {
        var userId = await app.RegisterAsync();
        var now = TimeProvider.System.GetUtcNow();
        await app.PreferAsync(userId, """{"inApp":false,"webhook":false}""", now.AddMinutes(2));
        await app.PreferAsync(userId, """{"inApp":true}""", now.AddMinutes(1));
        await app.PublishAsync(Events.Moved(userId, "available"));

        (await app.AnnouncedAsync(userId, 1)).Single().GetProperty("channels").GetArrayLength().ShouldBe(0);
        (await app.NotificationsAsync(userId, 1)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task SingleTypesGoTheirOwnWay()
    {
        var userId = await app.RegisterWantingAsync("""{"webhook":false,"types":{"request-denied":{"inApp":false}}}""");
        await app.PublishAsync(Events.Moved(userId, "available"));
        await app.PublishAsync(Events.Moved(userId, "denied"));

        var announced = await app.AnnouncedAsync(userId, 2);
        announced.Select(body => (body.GetProperty("kind").GetString(), body.GetProperty("channels").GetArrayLength()))
            .ShouldBe([("request-available", 1), ("request-denied", 0)]);
        announced[0].GetProperty("dataJson").GetString().ShouldNotBeNull().ShouldContain("\"status\":\"available\"");
    }
}
