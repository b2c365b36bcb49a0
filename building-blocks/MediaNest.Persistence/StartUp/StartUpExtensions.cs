using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MediaNest.Persistence.StartUp;

/// <summary>Adds what a service does once after its start.</summary>
public static class StartUpExtensions
{
    /// <summary>Has a work done in the background when the migrations are applied, in a scope of its own; tried again every 30 s until it succeeds.</summary>
    /// <typeparam name="TDbContext">The service's DbContext, added with <c>AddServiceDatabase</c>.</typeparam>
    /// <typeparam name="TWork">The work; added as a scoped service.</typeparam>
    /// <param name="services">The service's services.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    public static IServiceCollection AddStartUpWork<TDbContext, TWork>(this IServiceCollection services)
        where TDbContext : DbContext
        where TWork : class, IStartUpWork
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddScoped<TWork>();
        return services.AddHostedService<StartUpWorker<TDbContext, TWork>>();
    }
}
