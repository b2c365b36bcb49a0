using System.Text;
using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO.Tests.Protocol;

public sealed class PacketAssemblerTests
{
    private readonly PacketAssembler _assembler = new(maxAttachments: 2, maxBytes: 100);

    [Fact]
    public void APacketIsCompleteWithItsLastAttachment()
    {
        _assembler.Text("52-[\"a\",{\"_placeholder\":true,\"num\":1},{\"_placeholder\":true,\"num\":0}]"u8).ShouldBeNull();
        _assembler.Binary([1]).ShouldBeNull();

        var packet = _assembler.Binary([2])!;

        packet.Type.ShouldBe(PacketType.Event);
        packet.Attachments.Select(attachment => attachment.ToArray()).ShouldBe([[1], [2]]);
    }

    [Fact]
    public void TextWhereAnAttachmentIsDueIsRefused()
    {
        _assembler.Text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]"u8);

        Should.Throw<InvalidPacketException>(() => _assembler.Text("2[\"b\"]"u8));
    }

    [Fact]
    public void AnAttachmentNobodyWaitsForIsRefused() => Should.Throw<InvalidPacketException>(() => _assembler.Binary([1]));

    [Fact]
    public void APacketAndItsAttachmentsAreBoundedTogetherAndEachPacketAnew()
    {
        for (var i = 0; i < 3; i++)
        {
            _assembler.Text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]"u8).ShouldBeNull();
            _assembler.Binary(new byte[62])!.Bytes.ShouldBe(100);
        }

        _assembler.Text("51-[\"a\",{\"_placeholder\":true,\"num\":0}]"u8);
        Should.Throw<InvalidPacketException>(() => _assembler.Binary(new byte[63]));
    }

    [Fact]
    public void TextAloneIsBounded()
    {
        _assembler.Text(Encoding.UTF8.GetBytes($"2[\"{new string('a', 95)}\"]"))!.Bytes.ShouldBe(100);
        Should.Throw<InvalidPacketException>(() => _assembler.Text(Encoding.UTF8.GetBytes($"2[\"{new string('a', 96)}\"]")));
        Should.Throw<InvalidPacketException>(() => _assembler.Text(Encoding.UTF8.GetBytes($"0{{\"a\":\"{new string('a', 92)}\"}}")));
    }

    [Theory]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":-1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]")]
    [InlineData("51-[\"a\",{\"x\":[{\"_placeholder\":true}]}]")]
    [InlineData("53-[\"a\"]")]
    public void PlaceholdersWithoutAttachmentAreRefused(string text) =>
        Should.Throw<InvalidPacketException>(() => _assembler.Text(Encoding.UTF8.GetBytes(text)));
}
