using System.Text;
using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO.Tests.Protocol;

public sealed class PacketReaderTests
{
    [Theory]
    [InlineData("0", (int)PacketType.Connect, "/", null, null)]
    [InlineData("0/admin,{\"token\":\"123\"}", (int)PacketType.Connect, "/admin", null, "{\"token\":\"123\"}")]
    [InlineData("0/admin", (int)PacketType.Connect, "/admin", null, null)]
    [InlineData("1", (int)PacketType.Disconnect, "/", null, null)]
    [InlineData("1/admin,", (int)PacketType.Disconnect, "/admin", null, null)]
    [InlineData("2[\"foo\"]", (int)PacketType.Event, "/", null, "[\"foo\"]")]
    [InlineData("212[\"foo\"]", (int)PacketType.Event, "/", 12L, "[\"foo\"]")]
    [InlineData("2[1,2]", (int)PacketType.Event, "/", null, "[1,2]")]
    [InlineData("3/admin,13[\"bar\"]", (int)PacketType.Ack, "/admin", 13L, "[\"bar\"]")]
    [InlineData("30[]", (int)PacketType.Ack, "/", 0L, "[]")]
    public void APacketIsRead(string text, int type, string name, long? id, string? data)
    {
        var packet = Read(text);

        packet.Type.ShouldBe((PacketType)type);
        packet.Namespace.ShouldBe(name);
        packet.Id.ShouldBe(id);
        packet.Data?.GetRawText().ShouldBe(data);
    }

    [Fact]
    public void AttachmentsAreCounted() =>
        Read("52-/admin,7[\"baz\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]").AttachmentCount.ShouldBe(2);

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("abc")]
    [InlineData("2")]
    [InlineData("2{}")]
    [InlineData("2[]")]
    [InlineData("2[null]")]
    [InlineData("2[{}]")]
    [InlineData("2\"foo\"")]
    [InlineData("2[\"foo\"")]
    [InlineData("2[\"foo\"]x")]
    [InlineData("2[\"connect\"]")]
    [InlineData("2[\"connect_error\"]")]
    [InlineData("2[\"disconnect\"]")]
    [InlineData("2[\"disconnecting\"]")]
    [InlineData("2[\"newListener\"]")]
    [InlineData("2[\"removeListener\"]")]
    [InlineData("2[\"\\ud800\"]")]
    [InlineData("2abc[\"foo\"]")]
    [InlineData("299999999999999999999[\"foo\"]")]
    [InlineData("2-1[\"foo\"]")]
    [InlineData("3[\"foo\"]")]
    [InlineData("31")]
    [InlineData("31{}")]
    [InlineData("0[]")]
    [InlineData("0\"x\"")]
    [InlineData("05{}")]
    [InlineData("1{}")]
    [InlineData("4{\"message\":\"x\"}")]
    [InlineData("5[\"foo\"]")]
    [InlineData("5-[\"foo\"]")]
    [InlineData("50-[\"foo\"]")]
    [InlineData("51[\"foo\"]")]
    [InlineData("5999999999999-[\"foo\"]")]
    [InlineData("511-[\"foo\"]")]
    [InlineData("61-[]")]
    public void WhatIsNoPacketIsRefused(string text) => Should.Throw<InvalidPacketException>(() => Read(text));

    [Fact]
    public void JsonAsDeepAsTheSeaIsRefused() =>
        Should.Throw<InvalidPacketException>(() => Read("2[\"foo\"," + new string('[', 10_000) + new string(']', 10_000) + "]"));

    [Fact]
    public void ANamespaceThatIsNoUtf8IsRefused() =>
        Should.Throw<InvalidPacketException>(() => PacketReader.Read([(byte)'0', (byte)'/', 0xff, 0xfe], 10));

    [Fact]
    public void AnEndlessNamespaceIsRefused() => Should.Throw<InvalidPacketException>(() => Read("0/" + new string('a', 300)));

    [Fact]
    public void RandomBytesNeverDoMoreThanBeRefused()
    {
        var random = new Random(4711);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = new byte[random.Next(1, 40)];
            random.NextBytes(bytes);
            bytes[0] = (byte)('0' + random.Next(8));
            try
            {
                PacketReader.Read(bytes, 10);
            }
            catch (InvalidPacketException)
            {
                // that is the one answer allowed
            }
        }
    }

    private static Packet Read(string text) => PacketReader.Read(Encoding.UTF8.GetBytes(text), maxAttachments: 10);
}
