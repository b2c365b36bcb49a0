#pragma warning disable ASP0029 // the resolver API of Microsoft.Extensions.Validation is marked experimental; REST goes through it too
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using MediaNest.ServiceDefaults;
using MediaNest.SocketIO;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Validation;

namespace MediaNest.Notification.Realtime.Commands;

/// <summary>Reads a command's argument as REST reads a body: the same JSON conventions, the same annotations, every complaint at once.</summary>
internal sealed class CommandReader(IOptions<ValidationOptions> validation)
{
    public const string InvalidEvent = "INVALID_EVENT";

    private static readonly JsonElement Empty = JsonElement.Parse("{}"u8);

    /// <summary>Gives the command's record, or what is wrong with the argument.</summary>
    public async Task<(object? Body, ApiError? Error)> ReadAsync(SocketCommand command, SocketEvent received, CancellationToken cancellationToken)
    {
        if (received.Arguments.Count > 1)
        {
            return (null, Invalid($"“{command.Name}” takes one object, not {received.Arguments.Count} arguments."));
        }

        // what needs nothing may come with nothing; what is required is missed below
        var argument = received.Arguments.Count == 0 || received.Arguments[0].Json.ValueKind == JsonValueKind.Null ? Empty : received.Arguments[0].Json;
        if (argument.ValueKind != JsonValueKind.Object || received.Arguments is [{ Attachments.Count: > 0 }])
        {
            return (null, Invalid($"“{command.Name}” takes one object, without binary."));
        }

        try
        {
            var body = argument.Deserialize(command.Body, JsonDefaults.Options)!;
            var errors = await ValidateAsync(body, cancellationToken);
            return errors.Count == 0 ? (body, null) : (null, Invalid($"“{command.Name}” was sent with what is not allowed in it.", errors));
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } path ? path[2..] : "body";
            return (null, Invalid(
                $"“{command.Name}” was sent with what is not allowed in it.", [new FieldError(field, "The value is missing or not of the right type.")]));
        }
    }

    public static ApiError Invalid(string message, IReadOnlyList<FieldError>? fields = null) => new(StatusCodes.Status400BadRequest, InvalidEvent, message) { Details = fields };

    private async Task<IReadOnlyList<FieldError>> ValidateAsync(object body, CancellationToken cancellationToken)
    {
        if (!validation.Value.TryGetValidatableTypeInfo(body.GetType(), out var type))
        {
            return [];
        }

        var context = new ValidateContext { ValidationOptions = validation.Value, ValidationContext = new ValidationContext(body) };
        await type.ValidateAsync(body, context, cancellationToken);
        return [.. (context.ValidationErrors ?? []).SelectMany(error => error.Value.Select(message => new FieldError(FieldOf(error.Key), message)))];
    }

    private static string FieldOf(string member) => member.Length == 0 ? "body" : JsonNamingPolicy.CamelCase.ConvertName(member);
}
