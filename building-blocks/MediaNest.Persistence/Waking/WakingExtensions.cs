using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace MediaNest.Persistence.Waking;

/// <summary>Adds signals for workers, set by this process or by the database.</summary>
public static class WakingExtensions
{
    /// <summary>Adds the <see cref="WorkSignal{TWorker}"/> of a worker.</summary>
    /// <typeparam name="TWorker">Whom it wakes.</typeparam>
    /// <param name="services">The service's services.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    public static IServiceCollection AddWorkSignal<TWorker>(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<WorkSignal<TWorker>>();
        return services;
    }

    /// <summary>
    /// Has the <see cref="WorkSignal{TWorker}"/> of a worker set by <c>NOTIFY</c> on a channel, whichever replica sends it, and whenever the
    /// listening session was opened anew, for what came meanwhile. Needs <c>AddServiceDatabase</c>.
    /// </summary>
    /// <typeparam name="TDbContext">The service's DbContext; listening begins once its migrations are applied.</typeparam>
    /// <typeparam name="TWorker">Whom it wakes.</typeparam>
    /// <param name="services">The service's services.</param>
    /// <param name="channel">PostgreSQL's channel: small letters, digits and underscores.</param>
    /// <returns><paramref name="services"/>, for chaining.</returns>
    /// <exception cref="ArgumentException">The channel has other characters.</exception>
    public static IServiceCollection WakeOnNotify<TDbContext, TWorker>(this IServiceCollection services, string channel)
    {
        // it becomes part of a statement that takes no parameters
        if (string.IsNullOrEmpty(channel) || !channel.All(character => char.IsAsciiLetterLower(character) || char.IsAsciiDigit(character) || character == '_'))
            throw new ArgumentException("A channel has small letters, digits and underscores alone.", nameof(channel));

        services.AddWorkSignal<TWorker>();
        services.AddSingleton(provider => new WakeUp(channel, provider.GetRequiredService<WorkSignal<TWorker>>()));
        // added once, however many channels there are
        services.AddHostedService<NotifyListener<TDbContext>>();
        return services;
    }
}
