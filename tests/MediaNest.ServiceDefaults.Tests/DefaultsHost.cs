using System.ComponentModel.DataAnnotations;
using System.Net.Http.Headers;
using System.Text.Json;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using MediaNest.ServiceDefaults.ServiceClients;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.ServiceDefaults.Tests;

/// <summary>A service with nothing of its own but endpoints that go wrong in every way, on a real port.</summary>
public class DefaultsHost : IAsyncLifetime
{
    private WebApplication? _app;

    public HttpClient Client { get; private set; } = null!;

    public TestIssuer Issuer { get; private set; } = null!;

    public IServiceProvider Services => _app!.Services;

    protected virtual TimeProvider Clock => TimeProvider.System;

    public async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = Environments.Production });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["services:auth:http:0"] = Issuer.Address.ToString(),
            ["ServiceAuth:ClientSecret"] = new string('s', 40),
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(Clock);
        builder.AddServiceDefaults("sample");
        builder.Services.AddSingleton<IExceptionMapper, SampleMapper>();
        builder.AddServiceClient<OwnClient>("sample");
        _app = builder.Build();
        _app.MapDefaultEndpoints();
        Map(_app);
        await _app.StartAsync();
        _app.Configuration["services:sample:http:0"] = _app.Urls.First();
        Client = new HttpClient(new LargeBodies(new SocketsHttpHandler())) { BaseAddress = new Uri(_app.Urls.First()) };
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app!.DisposeAsync();
        await Issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static async Task<JsonElement> ErrorOf(HttpResponseMessage response, int status, string code)
    {
        ((int)response.StatusCode).ShouldBe(status);
        response.Content.Headers.ContentType?.MediaType.ShouldBe("application/json");
        using var body = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        var root = body.RootElement;
        root.GetProperty("success").GetBoolean().ShouldBeFalse();
        root.GetProperty("correlationId").GetString().ShouldBe(response.Headers.GetValues("X-Correlation-ID").Single());
        var error = root.GetProperty("error").Clone();
        error.GetProperty("code").GetString().ShouldBe(code);
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        return error;
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    private static void Map(WebApplication app)
    {
        app.MapPost("/things", Ok<ApiResponse<SampleBody>> (SampleBody body) => TypedResults.Ok(ApiResponse.Of(body)));
        app.MapGet("/things/{id:guid}", Results<Ok, ApiError> (Guid id) => ApiError.NotFound());
        app.MapGet("/typed/{number}", Ok<int> (int number) => TypedResults.Ok(number));
        app.MapGet("/list", Ok<Pagination> ([AsParameters] PageQuery page) => TypedResults.Ok(page.Of(45)));
        app.MapGet("/boom", Ok () => throw new InvalidOperationException("the password is hunter2"));
        app.MapGet("/database", Ok () => throw new TimeoutException());
        app.MapGet("/retry", ApiError () => ApiError.Unavailable("PLEX_UNREACHABLE", "Plex does not answer.", TimeSpan.FromSeconds(1.2)));
        app.MapGet("/mine", Ok<string> (HttpContext context) => TypedResults.Ok(context.User.UserId().ToString())).RequireAuthorization();
        app.MapGet("/admin", Ok () => TypedResults.Ok()).RequireAuthorization(Policies.Admin);
        app.MapGet("/internal", Ok () => TypedResults.Ok()).RequireAuthorization(Policies.Service);
    }

    private sealed class SampleMapper : IExceptionMapper
    {
        public ApiError? Map(Exception exception) => exception is TimeoutException
            ? ApiError.Unavailable(ErrorCodes.DatabaseError, "The database does not answer.")
            : null;
    }
}

/// <summary>Calls the service itself as another service would.</summary>
internal sealed class OwnClient(HttpClient http)
{
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => http.SendAsync(request, cancellationToken);
}

public enum SampleKind
{
    Movie,
    PartiallyAvailable,
}

internal sealed record SampleBody(
    [property: Required] int? TmdbId,
    [property: Required, StringLength(10)] string? Name,
    SampleKind? Kind,
    DateTimeOffset? At);
