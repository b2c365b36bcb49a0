using MediaNest.Auth;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Csrf;
using MediaNest.Auth.OAuth;
using MediaNest.Auth.Passwords;
using MediaNest.Auth.Plex;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults("auth");
builder.AddAuthServices();

var app = builder.Build();
app.MapDefaultEndpoints();
app.MapSignIn();
app.MapPlexSignIn();
app.MapPasswords();
app.MapSessions();
app.MapCsrf();
app.MapProfile();
app.MapAdminUsers();
app.MapAudit();
app.MapConnect();
app.MapDiscovery();
await app.RunAsync();
