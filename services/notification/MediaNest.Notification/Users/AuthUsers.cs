using MediaNest.ServiceDefaults;

namespace MediaNest.Notification.Users;

/// <summary>A user, as auth tells services of one.</summary>
internal sealed record AuthUser(Guid Id, string Role, string? Email, DateTimeOffset CreatedAt);

/// <summary>Asks auth for all users, with this service's own token.</summary>
internal sealed class AuthUsers(HttpClient http)
{
    public async IAsyncEnumerable<AuthUser> ListAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Guid? after = null;
        do
        {
            var path = after is null ? "/internal/users" : $"/internal/users?after={after:D}";
            var answer = await http.GetFromJsonAsync<Envelope>(new Uri(path, UriKind.Relative), JsonDefaults.Options, cancellationToken);
            var page = answer?.Data ?? throw new HttpRequestException("Auth's answer was empty.");
            foreach (var user in page.Items)
            {
                yield return user;
            }

            after = page.Next;
        }
        while (after is not null);
    }

    private sealed record Envelope(Page? Data);

    private sealed record Page(IReadOnlyList<AuthUser> Items, Guid? Next);
}
