using System.Security.Claims;
using Microsoft.AspNetCore.Http;

namespace MediaNest.ServiceDefaults.Identity;

/// <summary>Refuses what the token's scope does not cover, as the gateway does: a service trusts no network.</summary>
internal sealed class ScopeMiddleware(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        Scopes.Cover(context.User.FindFirstValue("scope"), context.Request)
            ? next(context)
            : EnvelopeWriter.WriteAsync(context, Scopes.Refusal(context.Request));
}
