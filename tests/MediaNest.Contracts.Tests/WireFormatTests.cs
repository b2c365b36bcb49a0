using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaNest.Contracts.Tests;

/// <summary>What is sent can be read back, also by those who know more or fewer members.</summary>
public sealed class WireFormatTests
{
    private static readonly DateTimeOffset When = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    public static TheoryData<string> EventNames =>
        [.. typeof(IIntegrationEvent).Assembly.GetExportedTypes().Where(type => type.IsClass).Select(type => type.Name)];

    [Theory, MemberData(nameof(EventNames))]
    public void AnEventSurvivesTheWire(string name)
    {
        var sent = Sample(name);
        var json = JsonSerializer.Serialize(sent, sent.GetType(), JsonSerializerOptions.Web);
        var received = JsonSerializer.Deserialize(json, sent.GetType(), JsonSerializerOptions.Web)!;
        JsonSerializer.Serialize(received, sent.GetType(), JsonSerializerOptions.Web).ShouldBe(json);
    }

    [Theory, MemberData(nameof(EventNames))]
    public void AMemberFromTheFutureIsIgnored(string name)
    {
        var sent = Sample(name);
        var json = JsonSerializer.SerializeToNode(sent, sent.GetType(), JsonSerializerOptions.Web)!.AsObject();
        json["addedNextYear"] = new JsonObject { ["anything"] = 1 };
        Should.NotThrow(() => json.Deserialize(sent.GetType(), JsonSerializerOptions.Web));
    }

    [Theory, MemberData(nameof(EventNames))]
    public void AMemberThatMayBeAbsentMayBeAbsent(string name)
    {
        var sent = Sample(name);
        var json = JsonSerializer.SerializeToNode(sent, sent.GetType(), JsonSerializerOptions.Web)!.AsObject();
        json.Remove("actorId").ShouldBeTrue();
        json.Remove("correlationId").ShouldBeTrue();
        var received = (IIntegrationEvent)json.Deserialize(sent.GetType(), JsonSerializerOptions.Web)!;
        received.OccurredAt.ShouldBe(When);
        received.ActorId.ShouldBeNull();
    }

    private static object Sample(string name)
    {
        var constructor = typeof(IIntegrationEvent).Assembly.GetType($"MediaNest.Contracts.{name}", throwOnError: true)!.GetConstructors().Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(parameter => Value(parameter.ParameterType))]);
    }

    private static object Value(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        var t when t == typeof(Guid) => Guid.Parse("0199aa00-0000-7000-8000-00000000a11c"),
        var t when t == typeof(string) => "Größe „Ünïcode“ \u0001 😀",
        var t when t == typeof(int) => int.MaxValue,
        var t when t == typeof(long) => 9_007_199_254_740_993L,
        var t when t == typeof(double) => 0.1,
        var t when t == typeof(bool) => true,
        var t when t == typeof(DateTimeOffset) => When,
        var t when t.IsAssignableFrom(typeof(int[])) => new[] { 1, 2 },
        var t when t.IsAssignableFrom(typeof(Guid[])) => new[] { Guid.Empty },
        var t when t.IsAssignableFrom(typeof(string[])) => new[] { "socket", "email" },
        var t => throw new InvalidOperationException($"Give this test a value for {t}."),
    };
}
