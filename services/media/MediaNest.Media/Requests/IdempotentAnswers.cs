using System.Security.Cryptography;
using System.Text.Json;
using MediaNest.Media.Data;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Requests;

/// <summary>What a request for media was answered with: the request that came of it, or an error.</summary>
internal sealed record RequestAnswer(RequestResponse? Created, ApiError? Error)
{
    public RequestAnswer(RequestResponse created)
        : this(created, Error: null)
    {
    }

    public RequestAnswer(ApiError error)
        : this(Created: null, error)
    {
    }
}

/// <summary>
/// Answers to requests with an <c>Idempotency-Key</c>: the first with a key does the work, those that come after it or at the same
/// time get its answer. Kept are answers that changed something (201 and 409, which makes a follower); others may turn out better next time.
/// </summary>
internal sealed class IdempotentAnswers(MediaDbContext database, TimeProvider clock)
{
    public const int LongestKey = 128;

    public static bool IsValidKey(string key) =>
        key.Length is > 0 and <= LongestKey && key.All(character => character is > ' ' and < (char)127);

    public static string HashOf(CreateRequest body) =>
        Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(body, JsonDefaults.Options)));

    public async Task<RequestAnswer?> FindAsync(Guid userId, string key, string bodyHash, CancellationToken cancellationToken)
    {
        var known = await database.IdempotentAnswers.AsNoTracking()
            .SingleOrDefaultAsync(answer => answer.UserId == userId && answer.Key == key, cancellationToken);
        if (known?.Answer is not { } text)
            return null;
        if (known.BodyHash != bodyHash)
            return new RequestAnswer(ApiError.Conflict(ErrorCodes.Conflict, "This Idempotency-Key has been used with another body."));
        if (known.Status < StatusCodes.Status400BadRequest)
            return new RequestAnswer(JsonSerializer.Deserialize<RequestResponse>(text, JsonDefaults.Options)!);

        var error = JsonSerializer.Deserialize<StoredError>(text, JsonDefaults.Options)!;
        return new RequestAnswer(new ApiError(known.Status, error.Code, error.Message) { Details = error.Details });
    }

    /// <summary>Takes the key within the current transaction, after waiting for another transaction that is just doing so. False where that one has it.</summary>
    public async Task<bool> TryClaimAsync(Guid userId, string key, string bodyHash, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await database.Database.ExecuteSqlAsync(
            $"INSERT INTO idempotent_answers (user_id, key, body_hash, status, created_at) VALUES ({userId}, {key}, {bodyHash}, 0, {now}) ON CONFLICT DO NOTHING",
            cancellationToken) == 1;
    }

    public Task RememberAsync(Guid userId, string key, RequestAnswer answer, CancellationToken cancellationToken)
    {
        var (status, text) = answer.Error is { } error
            ? (error.Status, JsonSerializer.Serialize(new StoredError(error.Code, error.Message, JsonSerializer.SerializeToElement(error.Details, JsonDefaults.Options)), JsonDefaults.Options))
            : (StatusCodes.Status201Created, JsonSerializer.Serialize(answer.Created, JsonDefaults.Options));
        return database.IdempotentAnswers
            .Where(known => known.UserId == userId && known.Key == key)
            .ExecuteUpdateAsync(known => known.SetProperty(row => row.Status, status).SetProperty(row => row.Answer, text), cancellationToken);
    }

    private sealed record StoredError(string Code, string Message, JsonElement Details);
}
