using System.Security.Cryptography;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.TwoFactor;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.SignIn;

/// <summary>Signs people in with a password, and makes the first administrator.</summary>
internal sealed class PasswordSignIn(
    AuthDbContext db,
    UserManager<User> users,
    SignInGuard guard,
    SignInAddresses addresses,
    FailedAttempts failures,
    DecoyPassword decoy,
    SecondFactor secondFactor,
    SessionService sessions,
    IEventPublisher events,
    AuditLog audit,
    TimeProvider clock)
{
    /// <summary>Makes the first administrator and signs them in; of two at once, one.</summary>
    public async Task<(IssuedTokens? Tokens, ApiError? Error)> CreateAdminAsync(CreateAdmin request, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        await db.LockAsync(AuthLock.Administrators, cancellationToken);
        if (await db.Users.AnyAsync(user => user.Role == UserRole.Admin, cancellationToken))
        {
            return (null, AuthErrors.AdminExists);
        }

        var now = clock.GetUtcNow();
        var user = User.WithPassword(request.Email!, request.Name!.Trim(), UserRole.Admin, now);
        try
        {
            var created = await users.CreateAsync(user, request.Password!);
            if (!created.Succeeded)
            {
                return (null, PasswordPolicy.AsFieldErrors(created, "password"));
            }
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation(UserConfiguration.PasswordEmailIndex))
        {
            return (null, ApiError.Conflict(ErrorCodes.Conflict, "An account with this e-mail address exists."));
        }

        audit.Add(AuditAction.AdminCreated, user.Id, client);
        await events.Publish(new UserRegistered(user.Id, user.Name, user.Email, user.Role.AsText(), User.PasswordProvider, now, user.Id), cancellationToken);
        await events.Publish(new SecurityAlertRaised(
            Guid.CreateVersion7(now), "admin-created", "warning", user.Id, $"{user.Name} became the first administrator.", client.Address, now, user.Id), cancellationToken);
        var tokens = await sessions.OpenAsync(user, User.PasswordProvider, remember: false, client, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (tokens, null);
    }

    public async Task<SignInOutcome> SignInAsync(Login request, ClientInfo client, CancellationToken cancellationToken)
    {
        var taken = await addresses.TakeAsync(client, cancellationToken);
        if (taken.RetryAfter is { } wait)
        {
            return new SignInOutcome.Refused(AuthErrors.TooMany(wait));
        }

        var email = users.NormalizeEmail(request.Email)!;
        var user = await db.Users.SingleOrDefaultAsync(user => user.NormalizedEmail == email && user.PasswordHash != null, cancellationToken);
        var attempt = user is null ? await guard.BeginUnknownAsync(email, cancellationToken) : await guard.BeginAsync(user.Id, cancellationToken);
        if (!attempt.IsAllowed)
        {
            return new SignInOutcome.Refused(AuthErrors.Locked(attempt.Left));
        }

        var verified = users.PasswordHasher.VerifyHashedPassword(user ?? decoy.User, user?.PasswordHash ?? decoy.Hash, request.Password!);
        if (user is null || verified == PasswordVerificationResult.Failed)
        {
            await failures.NoteAsync(user, attempt, AuditAction.SignInFailed, client, User.PasswordProvider, cancellationToken);
            return new SignInOutcome.Refused(AuthErrors.InvalidCredentials);
        }

        await addresses.GiveBackAsync(taken, cancellationToken);
        var outcome = await OpenAsync(user, verified, request, client, cancellationToken);
        switch (outcome)
        {
            case SignInOutcome.SecondFactorWanted:
                // the password was right: the attempt is not held against them, and tells nothing of the code
                await guard.GiveBackAsync(user.Id, attempt, cancellationToken);
                break;
            case SignInOutcome.Refused({ Code: "INVALID_CREDENTIALS" }):
                await secondFactor.NoteFailureAsync(user.Id, attempt, client, cancellationToken);
                break;
        }

        return outcome;
    }

    private async Task<SignInOutcome> OpenAsync(
        User user, PasswordVerificationResult verified, Login request, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);

        // the row's lock: who changes the password at this moment either finds this session and ends it, or is noticed here
        var present = await db.Users.FromSql($"SELECT * FROM users WHERE id = {user.Id} FOR UPDATE").Select(row => row.PasswordHash).SingleOrDefaultAsync(cancellationToken);
        if (present != user.PasswordHash)
        {
            return new SignInOutcome.Refused(AuthErrors.InvalidCredentials);
        }

        if (verified == PasswordVerificationResult.SuccessRehashNeeded)
        {
            user.PasswordHash = users.PasswordHasher.HashPassword(user, request.Password!);
        }

        var outcome = await secondFactor.ContinueAsync(user, User.PasswordProvider, request.RememberMe, request.MfaToken, client, cancellationToken);
        if (outcome is not SignInOutcome.Refused)
        {
            await transaction.CommitAsync(cancellationToken);
        }

        return outcome;
    }
}

/// <summary>A password nobody has. Checking against it takes as long as checking against a real one, so that time tells nobody who has an account.</summary>
internal sealed class DecoyPassword
{
    public DecoyPassword(IPasswordHasher<User> hasher) => Hash = hasher.HashPassword(User, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));

    public User User { get; } = new() { Name = "nobody" };

    public string Hash { get; }
}
