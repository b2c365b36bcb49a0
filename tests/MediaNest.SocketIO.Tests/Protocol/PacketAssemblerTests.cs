using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO.Tests.Protocol;

public sealed class PacketAssemblerTests
{
    private readonly PacketAssembler _assembler = new(maxAttachments: 2);

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

    [Theory]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":-1}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":0.5}]")]
    [InlineData("51-[\"a\",{\"_placeholder\":true,\"num\":\"0\"}]")]
    [InlineData("51-[\"a\",{\"x\":[{\"_placeholder\":true}]}]")]
    [InlineData("53-[\"a\"]")]
    public void PlaceholdersWithoutAttachmentAreRefused(string text) =>
        Should.Throw<InvalidPacketException>(() => _assembler.Text(System.Text.Encoding.UTF8.GetBytes(text)));
}
