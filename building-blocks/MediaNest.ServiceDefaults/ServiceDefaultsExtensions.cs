using MediaNest.ServiceDefaults.Correlation;
using MediaNest.ServiceDefaults.Health;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.ServiceClients;
using MediaNest.ServiceDefaults.Telemetry;
using MediaNest.ServiceDefaults.Validation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.ServiceDefaults;

/// <summary>What every service of MediaNest does the same way.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Largest request body, bytes; <c>api.md</c> sets it to 1 MB.</summary>
    public const long MaxRequestBodyBytes = 1_048_576;

    /// <summary>
    /// Adds the envelope for every failure, JSON conventions, correlation, token validation and policies, health checks, telemetry,
    /// clients for the other services, and a shutdown that finishes what is under way.
    /// </summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="serviceName">Such as <c>media</c>: the name in telemetry and towards auth.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddServiceDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddHostDefaults(serviceName);
        builder.AddServiceClientCore(serviceName);
        builder.AddTokenAuthentication();
        builder.Services.AddOpenApi();
#pragma warning disable ASP0029 // experimental API; AnnotatedTypeResolver says why
        builder.Services.AddValidation(options => options.Resolvers.Add(new AnnotatedTypeResolver()));
#pragma warning restore ASP0029
        return builder;
    }

    /// <summary>The part of <see cref="AddServiceDefaults"/> that the gateway shares: all but token validation and the calls to other services.</summary>
    /// <param name="builder">The host being built.</param>
    /// <param name="serviceName">The name in telemetry.</param>
    /// <returns>The builder.</returns>
    public static WebApplicationBuilder AddHostDefaults(this WebApplicationBuilder builder, string serviceName)
    {
        ArgumentNullException.ThrowIfNull(builder);
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ICorrelation, AmbientCorrelation>();
        services.TryAddSingleton<ServiceEndpoints>();

        services.ConfigureHttpJsonOptions(options => JsonDefaults.Apply(options.SerializerOptions));
        // so that the exception handler sees why a request could not be bound, and answers it in the envelope
        services.Configure<RouteHandlerOptions>(options => options.ThrowOnBadRequest = true);
        // ahead of the framework's own writer
        services.AddSingleton<IProblemDetailsWriter, EnvelopeProblemDetailsWriter>();
        services.AddProblemDetails();
        services.AddExceptionHandler<EnvelopeExceptionHandler>();

        services.AddHealthChecks().AddCheck<StoppingHealthCheck>("stopping", tags: [HealthEndpoints.ReadyTag]);
        builder.AddTelemetry(serviceName);

        services.Configure<KestrelServerOptions>(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = MaxRequestBodyBytes;
        });
        services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromSeconds(20));
        builder.Logging.Configure(options => options.ActivityTrackingOptions = ActivityTrackingOptions.TraceId | ActivityTrackingOptions.SpanId);
        return builder;
    }

    /// <summary>Adds the middleware that goes with <see cref="AddServiceDefaults"/>, the health addresses and the OpenAPI document.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseHostDefaults();
        app.UseAuthentication();
        app.UseMiddleware<ActorMiddleware>();
        app.UseMiddleware<ScopeMiddleware>();
        app.UseAuthorization();
        app.MapHealth();
        app.MapOpenApi();
        return app;
    }

    /// <summary>The middleware that goes with <see cref="AddHostDefaults"/>; first in the pipeline.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static WebApplication UseHostDefaults(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.UseMiddleware<ServerSpanMiddleware>();
        app.UseMiddleware<CorrelationMiddleware>();
        app.UseExceptionHandler();
        app.UseStatusCodePages();
        return app;
    }

    /// <summary>Maps <c>/health</c>, <c>/health/live</c> and <c>/health/ready</c>.</summary>
    /// <param name="app">The application.</param>
    /// <returns>The application.</returns>
    public static WebApplication MapHealthEndpoints(this WebApplication app)
    {
        ArgumentNullException.ThrowIfNull(app);
        app.MapHealth();
        return app;
    }
}
