using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace MediaNest.Email;

/// <summary>Registers sending of e-mail.</summary>
public static class EmailExtensions
{
    /// <summary>
    /// Adds <see cref="EmailSender"/> with the options of section <c>Email</c> and the meter <c>MediaNest.Email</c>. There is no health check:
    /// a mail server that is down makes no service unready, its messages wait.
    /// </summary>
    /// <param name="builder">The host being built.</param>
    /// <returns>The builder.</returns>
    public static IHostApplicationBuilder AddEmail(this IHostApplicationBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddMetrics();
        builder.Services.AddOptions<EmailOptions>().Bind(builder.Configuration.GetSection(EmailOptions.SectionName)).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<EmailOptions>, EmailOptionsValidator>());
        builder.Services.TryAddSingleton<EmailSender>();
        return builder;
    }
}
