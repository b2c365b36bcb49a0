using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace MediaNest.Persistence;

/// <summary>The PostgreSQL advisory lock under which migrations are applied.</summary>
internal static class MigrationLock
{
    /// <summary>A key that is the same in every process, and different for two contexts in one database.</summary>
    public static long KeyOf(Type context) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes("migrate:" + context.FullName)));
}
