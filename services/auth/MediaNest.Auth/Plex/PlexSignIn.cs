using System.Text;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.TwoFactor;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Encryption;
using MediaNest.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Plex;

/// <summary>Signs people in with what plex.tv says of them.</summary>
internal sealed class PlexSignIn(
    AuthDbContext db,
    UserManager<User> users,
    PlexTvClient plex,
    SecretProtector protector,
    SecondFactor secondFactor,
    IEventPublisher events,
    TimeProvider clock)
{
    public const string TokenPurpose = "plex-token";

    public async Task<(PlexPin Pin, Guid ClientIdentifier)> CreatePinAsync(string? clientName, CancellationToken cancellationToken)
    {
        var clientIdentifier = await ClientIdentifierAsync(cancellationToken);
        var created = await plex.CreatePinAsync(clientIdentifier, clientName, cancellationToken);
        var now = clock.GetUtcNow();
        var pin = new PlexPin
        {
            Id = Guid.CreateVersion7(now),
            PlexId = created.Id,
            Code = created.Code,
            CreatedAt = now,
            ExpiresAt = now.AddSeconds(created.ExpiresIn > 0 ? created.ExpiresIn : 900),
        };
        db.PlexPins.Add(pin);
        await db.SaveChangesAsync(cancellationToken);
        return (pin, clientIdentifier);
    }

    public async Task<SignInOutcome> VerifyAsync(VerifyPin request, ClientInfo client, CancellationToken cancellationToken)
    {
        if (!Guid.TryParseExact(request.PinId, "D", out var id)
            || await db.PlexPins.AsNoTracking().SingleOrDefaultAsync(row => row.Id == id, cancellationToken) is not { UsedAt: null } pin)
        {
            return new SignInOutcome.Refused(AuthErrors.InvalidPin);
        }

        if (clock.GetUtcNow() >= pin.ExpiresAt)
        {
            return new SignInOutcome.Refused(AuthErrors.PinExpired);
        }

        var clientIdentifier = await ClientIdentifierAsync(cancellationToken);
        var entered = await plex.FindPinAsync(pin.PlexId, clientIdentifier, cancellationToken);
        if (entered is null)
        {
            return new SignInOutcome.Refused(AuthErrors.PinExpired);
        }

        if (string.IsNullOrEmpty(entered.AuthToken))
        {
            return new SignInOutcome.Refused(AuthErrors.PinNotAuthorized);
        }

        var person = await plex.GetUserAsync(entered.AuthToken, clientIdentifier, cancellationToken);
        if (!await plex.MayUseServerAsync(entered.AuthToken, clientIdentifier, cancellationToken))
        {
            return new SignInOutcome.Refused(AuthErrors.NoServerAccess);
        }

        return await SignInAsync(pin.Id, person, entered.AuthToken, request.RememberMe, client, cancellationToken);
    }

    private async Task<SignInOutcome> SignInAsync(
        Guid pinId, PlexTvUser person, string token, bool remember, ClientInfo client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var used = await db.PlexPins.Where(row => row.Id == pinId && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken);
        if (used == 0)
        {
            return new SignInOutcome.Refused(AuthErrors.InvalidPin);
        }

        var user = await FindOrCreateAsync(person, now, cancellationToken);
        user.PlexUsername = Clean(person.DisplayName);
        user.ProtectedPlexToken = protector.Protect(TokenPurpose, Encoding.UTF8.GetBytes(token));
        var outcome = await secondFactor.ContinueAsync(user, User.PlexProvider, remember, code: null, client, cancellationToken);
        if (outcome is not SignInOutcome.Refused)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }

    private async Task<User> FindOrCreateAsync(PlexTvUser person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var plexId = person.Id.ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (await users.FindByLoginAsync(User.PlexProvider, plexId) is { } known)
        {
            await TakeAddressAsync(known, person, now, cancellationToken);
            return known;
        }

        // nobody else becomes a user, and so the first one, meanwhile
        await db.LockAsync(AuthLock.Administrators, cancellationToken);
        if (await users.FindByLoginAsync(User.PlexProvider, plexId) is { } other)
        {
            return other;
        }

        var role = await db.Users.AnyAsync(cancellationToken) ? UserRole.User : UserRole.Admin;
        var user = User.FromPlex(Clean(person.DisplayName), AddressOf(person), role, now);
        user.EmailConfirmed = person.EmailVerified;
        ThrowIfFailed(await users.CreateAsync(user));
        ThrowIfFailed(await users.AddLoginAsync(user, new UserLoginInfo(User.PlexProvider, plexId, "Plex")));
        await events.Publish(new UserRegistered(
            user.Id, user.Name, user.Email, role.AsText(), User.PlexProvider, now, user.Id, EmailVerified: user.EmailConfirmed), cancellationToken);
        if (role == UserRole.Admin)
        {
            await events.Publish(new SecurityAlertRaised(
                Guid.CreateVersion7(now), "admin-created", "warning", user.Id, $"{user.Name} became the first administrator.", Address: null, now, user.Id), cancellationToken);
        }

        return user;
    }

    /// <summary>The address of who has no password is plex.tv's to say; with one, it is what the person signs in with here.</summary>
    private async Task TakeAddressAsync(User user, PlexTvUser person, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var email = AddressOf(person);
        if (user.PasswordHash is not null || (user.Email == email && user.EmailConfirmed == person.EmailVerified))
        {
            return;
        }

        user.Email = email;
        user.NormalizedEmail = users.NormalizeEmail(email);
        user.EmailConfirmed = person.EmailVerified;
        await events.Publish(new UserProfileChanged(user.Id, user.Name, user.Email, now, user.Id, EmailVerified: user.EmailConfirmed), cancellationToken);
    }

    private static string? AddressOf(PlexTvUser person) =>
        string.IsNullOrWhiteSpace(person.Email) || person.Email.Length > User.MaxEmailLength ? null : Clean(person.Email);

    private async Task<Guid> ClientIdentifierAsync(CancellationToken cancellationToken)
    {
        if (await FindAsync() is { } present)
        {
            return present;
        }

        // of two replicas that get here at once, one makes it and both use it
        await db.Database.ExecuteSqlAsync(
            $"INSERT INTO plex_installations (id, client_identifier) VALUES ({PlexInstallation.TheOne}, {Guid.CreateVersion7()}) ON CONFLICT DO NOTHING",
            cancellationToken);
        return await FindAsync() ?? throw new InvalidOperationException("The Plex client identifier was not stored.");

        Task<Guid?> FindAsync() => db.PlexInstallations.Select(row => (Guid?)row.ClientIdentifier).SingleOrDefaultAsync(cancellationToken);
    }

    private static string Clean(string text)
    {
        var clean = new string([.. text.Where(character => !char.IsControl(character))]).Trim();
        return clean.Length > User.MaxNameLength ? clean[..User.MaxNameLength] : clean;
    }

    private static void ThrowIfFailed(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException("A Plex account could not be stored: " + string.Join(", ", result.Errors.Select(error => error.Code)));
        }
    }
}
