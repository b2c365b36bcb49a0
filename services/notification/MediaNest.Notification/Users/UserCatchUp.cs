using MediaNest.Persistence.StartUp;

namespace MediaNest.Notification.Users;

/// <summary>
/// At the start, learns from auth of the users and addresses that no event told of: those from before mail was sent, or before this service was there.
/// What events have told, and will tell, is newer and stays; who is known from events is told all the same while auth cannot be asked.
/// </summary>
internal sealed class UserCatchUp(UserDirectory users, AuthUsers auth) : IStartUpWork
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        await foreach (var user in auth.ListAsync(cancellationToken))
        {
            await users.SetRoleAsync(user.Id, user.Role, user.CreatedAt, cancellationToken);
            await users.SetAddressAsync(user.Id, user.Email, user.CreatedAt, cancellationToken);
        }
    }
}
