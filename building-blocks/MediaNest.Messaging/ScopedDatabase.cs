using Microsoft.EntityFrameworkCore;

namespace MediaNest.Messaging;

/// <summary>The scope's DbContext, for what cannot be generic over its type.</summary>
internal sealed record ScopedDatabase(DbContext Context);
