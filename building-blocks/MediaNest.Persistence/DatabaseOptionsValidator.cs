using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaNest.Persistence;

/// <summary>Says which connection string is missing or malformed, without ever repeating its password.</summary>
internal sealed class DatabaseOptionsValidator(string optionsName, string connectionName) : IValidateOptions<DatabaseOptions>
{
    public ValidateOptionsResult Validate(string? name, DatabaseOptions options)
    {
        if (name != optionsName || DesignTime.IsActive)
            return ValidateOptionsResult.Skip;

        var key = $"ConnectionStrings:{connectionName}";
        const string example = "Host=localhost;Port=5432;Username=..;Password=..;Database=..";
        if (string.IsNullOrWhiteSpace(options.ConnectionString))
            return ValidateOptionsResult.Fail($"{key} is not set. It must be a PostgreSQL connection string such as '{example}'.");

        try
        {
            var parsed = new NpgsqlConnectionStringBuilder(options.ConnectionString);
            List<string> missing = [];
            if (string.IsNullOrEmpty(parsed.Host)) missing.Add("Host");
            if (string.IsNullOrEmpty(parsed.Database)) missing.Add("Database");
            return missing.Count == 0
                ? ValidateOptionsResult.Success
                : ValidateOptionsResult.Fail($"{key} lacks {string.Join(" and ", missing)}. It must look like '{example}'.");
        }
        catch (ArgumentException)
        {
            return ValidateOptionsResult.Fail($"{key} is not a PostgreSQL connection string. It must look like '{example}'.");
        }
    }
}
