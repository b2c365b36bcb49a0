
namespace MediaNest.Auth.Tests.App;

/// <summary>People who sign in.</summary>
internal static class Household
{
    public const string AdminEmail = "olivia@example.org";
    public const string AdminPassword = "Correct-Horse-7-Battery";

    public static Task<Answer> CreateAdminAsync(this AuthApp app) =>
        app.Anonymous.PostAsync("/api/v1/auth/admin", new { email = AdminEmail, password = AdminPassword, name = "Olivia" });

    public static Task<Answer> LoginAsync(this AuthApp app, string email = AdminEmail, string password = AdminPassword, bool rememberMe = false) =>
        app.Anonymous.PostAsync("/api/v1/auth/login", new { email, password, rememberMe });

    /// <summary>Walks the PIN flow to its end.</summary>
    public static async Task<Answer> PlexSignInAsync(this AuthApp app, string username, bool rememberMe = false)
    {
        var pin = await app.Anonymous.PostAsync("/api/v1/auth/plex/pin", new { clientName = "Tests" });
        await app.Simulators.Control.LinkPinAsync(pin["code"], username, $"{username}@example.org");
        return await app.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin["id"], rememberMe });
    }

    public static ApiClient As(this AuthApp app, Answer signedIn) => app.Client(signedIn["token"]);

    public static string UserId(this Answer signedIn) => signedIn.Data.GetProperty("user").GetProperty("id").GetString()!;
}

/// <summary>An app with an administrator, shared by the tests of a class.</summary>
public sealed class HouseholdApp : IAsyncLifetime
{
    internal AuthApp App { get; private set; } = null!;

    internal Answer Admin { get; private set; } = null!;

    internal ApiClient AdminClient => App.As(Admin);

    public async ValueTask InitializeAsync()
    {
        App = await AuthApp.StartAsync();
        Admin = await App.CreateAdminAsync();
        Admin.Status.ShouldBe(200, Admin.Text);
    }

    public ValueTask DisposeAsync() => App.DisposeAsync();
}
