using MediaNest.Auth.ApiKeys;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Csrf;
using MediaNest.Auth.Data;
using MediaNest.Auth.Encryption;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Limits;
using MediaNest.Auth.Mail;
using MediaNest.Auth.OAuth;
using MediaNest.Auth.Passwords;
using MediaNest.Auth.Plex;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.TwoFactor;
using MediaNest.Auth.Users;
using MediaNest.Caching;
using MediaNest.Email;
using MediaNest.Encryption;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.Persistence.StartUp;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.ServiceClients;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth;

/// <summary>Everything auth is made of.</summary>
internal static class AuthServices
{
    /// <summary>OWASP's figure for PBKDF2 with HMAC-SHA512 (Password Storage Cheat Sheet).</summary>
    private const int PasswordIterations = 210_000;

    public static void AddAuthServices(this WebApplicationBuilder builder)
    {
        builder.AddServiceDatabase<AuthDbContext>("auth-db").MigrateOnStart<AuthDbContext>();
        builder.AddMediaNestMessaging<AuthDbContext>("auth");
        builder.AddRedis();
        builder.AddEmail();
        builder.Services.AddAccounts().AddPasswords().AddSessions().AddKeys().AddPlexTv();
        builder.Services.AddHostedService<RetentionService>();
    }

    private static IServiceCollection AddAccounts(this IServiceCollection services)
    {
        services.AddIdentityCore<User>(options =>
        {
            // an account's own name is internal; people are told apart by e-mail address or Plex account
            options.User.AllowedUserNameCharacters = "";
            options.Password.RequiredLength = PasswordPolicy.MinLength;
            options.Lockout.MaxFailedAccessAttempts = 5;
            options.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(30);
        }).AddEntityFrameworkStores<AuthDbContext>().AddPasswordValidator<PasswordPolicy>().AddPasswordValidator<PasswordHistory>()
            .AddTokenProvider<TotpProvider>(TokenOptions.DefaultAuthenticatorProvider);
        services.AddScoped<AccountStore>();
        services.Replace(ServiceDescriptor.Scoped<IUserStore<User>>(provider => provider.GetRequiredService<AccountStore>()));
        services.Configure<PasswordHasherOptions>(options => options.IterationCount = PasswordIterations);

        // stateless, and the decoy lives as long as the process
        services.Replace(ServiceDescriptor.Singleton<IPasswordHasher<User>, PasswordHasher<User>>());
        services.AddSingleton<DecoyPassword>();
        services.AddScoped<SignInGuard>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<SecondFactor>();
        services.AddScoped<TwoFactorService>();
        services.AddScoped<ApiKeyService>();
        services.AddScoped<UserAdministration>();
        services.AddScoped<AuditLog>();
        return services;
    }

    private static IServiceCollection AddPasswords(this IServiceCollection services)
    {
        services.AddOptions<PasswordResetOptions>().BindConfiguration(PasswordResetOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<PasswordResetOptions>, PasswordResetOptionsValidator>();
        services.AddScoped<AttemptLimiter>();
        services.AddOptions<SignInAddressOptions>().BindConfiguration(SignInAddressOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddScoped<SignInAddresses>();
        services.AddScoped<FailedAttempts>();
        services.AddScoped<PasswordHistory>();
        services.AddScoped<PasswordChanges>();
        services.AddScoped<PasswordResets>();

        services.AddOptions<MailQueueOptions>().BindConfiguration(MailQueueOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<MailQueueOptions>, MailQueueOptionsValidator>();
        services.AddSingleton<MailBell>();
        services.AddScoped<MailQueue>();
        services.AddHostedService<MailDispatcher>();
        return services;
    }

    private static IServiceCollection AddSessions(this IServiceCollection services)
    {
        services.AddOptions<SessionLifetimeOptions>().BindConfiguration(SessionLifetimeOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddCsrfTokens();
        services.AddSingleton<CsrfStatistics>();
        services.AddSingleton<SessionRegistry>();
        services.AddScoped<SessionService>();
        services.AddScoped<KnownDevices>();
        services.AddSingleton<TokenCookies>();
        services.AddHostedService<SessionRegistryRepair>();
        return services;
    }

    private static IServiceCollection AddKeys(this IServiceCollection services)
    {
        services.AddEncryption();
        services.AddStartUpWork<AuthDbContext, Reencryption>();

        // auth verifies with its own keys, it need not ask itself over HTTP
        services.AddTokenSigning();
        services.AddOptions<SigningKeyOptions>().BindConfiguration(SigningKeyOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<SigningKeyOptions>, SigningKeyOptionsValidator>();
        services.AddSingleton<SigningKeys>();
        services.AddScoped<KeyRotation>();
        services.AddSingleton<KeyWithdrawals>();
        services.AddHostedService<KeyRotationService>();
        services.AddSingleton<IExceptionMapper, SigningKeysExceptionMapper>();

        services.AddOptions<OAuthOptions>().BindConfiguration(OAuthOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<ServiceAuthOptions>, ServiceSecretRequired>();
        services.AddSingleton<ServiceSecret>();
        services.AddScoped<TokenExchangeGrant>();
        return services;
    }

    private static void AddPlexTv(this IServiceCollection services)
    {
        services.AddOptions<PlexTvOptions>().BindConfiguration(PlexTvOptions.SectionName).ValidateDataAnnotations().ValidateOnStart();
        services.AddHttpClient<PlexTvClient>().AddDependencyResilience("plex.tv");
        services.AddScoped<PlexSignIn>();
        services.AddSingleton<IExceptionMapper, PlexTvExceptionMapper>();
    }
}
