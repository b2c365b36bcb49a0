using System.Text;
using System.Text.Json;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO.Tests.Protocol;

public sealed class PacketWriterTests
{
    private static readonly PayloadJson Json = new(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    [Fact]
    public void AnEventIsWrittenAsTheProtocolSays()
    {
        Text(PacketWriter.Event("/", "foo", [], null, Json)).ShouldBe("2[\"foo\"]");
        Text(PacketWriter.Event("/admin", "foo", ["é", null, new { Name = 1 }], 12, Json)).ShouldBe("2/admin,12[\"foo\",\"é\",null,{\"name\":1}]");
    }

    [Fact]
    public void TheOtherPacketsAreWrittenAsTheProtocolSays()
    {
        Text(PacketWriter.Connect("/", "s", null)).ShouldBe("0{\"sid\":\"s\"}");
        Text(PacketWriter.Connect("/admin", "s", "p")).ShouldBe("0/admin,{\"sid\":\"s\",\"pid\":\"p\"}");
        Text(PacketWriter.Disconnect("/")).ShouldBe("1");
        Text(PacketWriter.Disconnect("/admin")).ShouldBe("1/admin,");
        Text(PacketWriter.Ack("/admin", 13, ["bar"], Json)).ShouldBe("3/admin,13[\"bar\"]");
        Text(PacketWriter.Ack("/", 12, [], Json)).ShouldBe("312[]");
        Text(PacketWriter.ConnectError("/", "Not authorized", null, Json.Options)).ShouldBe("4{\"message\":\"Not authorized\"}");
        Text(PacketWriter.ConnectError("/x", "no", new { code = 1 }, Json.Options)).ShouldBe("4/x,{\"message\":\"no\",\"data\":{\"code\":1}}");
    }

    [Fact]
    public void BinaryAtAnyDepthBecomesAttachments()
    {
        var frames = PacketWriter.Event("/admin", "baz", [new byte[] { 1 }, new { deep = new[] { (ReadOnlyMemory<byte>)new byte[] { 2 } } }], null, Json);

        Text(frames).ShouldBe("52-/admin,[\"baz\",{\"_placeholder\":true,\"num\":0},{\"deep\":[{\"_placeholder\":true,\"num\":1}]}]");
        frames.Skip(1).Select(frame => frame.Payload.ToArray()).ShouldBe([[1], [2]]);
        frames.Skip(1).ShouldAllBe(frame => frame.IsBinary);
    }

    [Fact]
    public void AnArrayChangedAfterwardsDoesNotChangeWhatIsSent()
    {
        var bytes = new byte[] { 1 };
        var frames = PacketWriter.Ack("/", 1, [bytes], Json);
        bytes[0] = 9;

        Text(frames).ShouldBe("61-1[{\"_placeholder\":true,\"num\":0}]");
        frames[1].Payload.ToArray().ShouldBe([1]);
    }

    [Fact]
    public void AnOffsetIsOneMoreArgument() =>
        Text(PacketWriter.WithOffset(PacketWriter.Event("/", "foo", [1], null, Json), "17-0")).ShouldBe("2[\"foo\",1,\"17-0\"]");

    [Theory]
    [InlineData("/", "27[\"foo\",1]")]
    [InlineData("/a[b", "2/a[b,7[\"foo\",1]")]
    public void AnIdIsGivenToAnEventThatHasNone(string name, string expected) =>
        Text(PacketWriter.WithId(name, PacketWriter.Event(name, "foo", [1], null, Json), 7)).ShouldBe(expected);

    [Fact]
    public void AnIdIsGivenToABinaryEventToo() =>
        Text(PacketWriter.WithId("/a", PacketWriter.Event("/a", "foo", [new byte[] { 1 }], null, Json), 7)).ShouldBe("51-/a,7[\"foo\",{\"_placeholder\":true,\"num\":0}]");

    private static string Text(Frame[] frames) => Encoding.UTF8.GetString(frames[0].Payload.Span);
}
