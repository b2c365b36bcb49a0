using System.Net;
using MediaNest.Notification.Webhooks;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Tests.Webhooks;

public sealed class AddressGuardTests
{
    [Theory]
    [InlineData("8.8.8.8")]
    [InlineData("100.128.0.1")]
    [InlineData("172.32.0.1")]
    [InlineData("192.169.0.1")]
    [InlineData("2606:4700::1111")]
    [InlineData("::ffff:8.8.8.8")]
    [InlineData("64:ff9b::8.8.8.8")]
    [InlineData("2002:808:808::1")]
    [InlineData("2001:0:808:808:0:0:f7f7:f7f7")]
    public void WhatIsPublicIsAllowed(string address) => Guard().Allows(IPAddress.Parse(address)).ShouldBeTrue();

    [Theory]
    [InlineData("127.0.0.1"), InlineData("127.255.255.254"), InlineData("10.1.2.3"), InlineData("172.16.0.1"), InlineData("172.31.255.255"), InlineData("192.168.1.1")]
    [InlineData("100.64.0.1"), InlineData("100.127.255.255")]
    [InlineData("0.0.0.0"), InlineData("0.1.2.3"), InlineData("169.254.1.1"), InlineData("169.254.169.254"), InlineData("168.63.129.16"), InlineData("100.100.100.200")]
    [InlineData("192.0.0.192"), InlineData("192.0.2.1"), InlineData("198.18.0.1"), InlineData("198.51.100.1"), InlineData("203.0.113.1")]
    [InlineData("224.0.0.1"), InlineData("239.255.255.255"), InlineData("240.0.0.1"), InlineData("255.255.255.255")]
    [InlineData("::"), InlineData("::1"), InlineData("fc00::1"), InlineData("fd00:ec2::254"), InlineData("fe80::1"), InlineData("fe80::1%2"), InlineData("fec0::1"), InlineData("ff02::1")]
    [InlineData("2001:db8::1"), InlineData("100::1"), InlineData("64:ff9b:1::1")]
    [InlineData("::ffff:127.0.0.1"), InlineData("::ffff:10.0.0.1"), InlineData("::ffff:169.254.169.254"), InlineData("::127.0.0.1"), InlineData("::ffff:0:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1"), InlineData("64:ff9b::a9fe:a9fe"), InlineData("2002:7f00:1::1"), InlineData("2002:c0a8:101::1"), InlineData("2002:a9fe:a9fe::")]
    [InlineData("2001:0:7f00:1:0:0:f7f7:f7f7"), InlineData("2001:0:808:808:0:0:80ff:fffe"), InlineData("2001:0:808:808:0:0:5601:5601")]
    [InlineData("2606:4700::5efe:127.0.0.1"), InlineData("2606:4700::200:5efe:10.0.0.1")]
    public void WhatLeadsInsideIsNot(string address) => Guard().Allows(IPAddress.Parse(address)).ShouldBeFalse();

    [Theory]
    [InlineData("127.0.0.1", true), InlineData("::1", true), InlineData("10.0.0.1", true), InlineData("fd12::1", true), InlineData("::ffff:192.168.1.1", true)]
    [InlineData("169.254.169.254", false), InlineData("fe80::1", false), InlineData("fd00:ec2::254", false), InlineData("100.100.100.200", false)]
    [InlineData("0.0.0.0", false), InlineData("224.0.0.1", false), InlineData("::ffff:169.254.169.254", false)]
    public void PrivateAddressesCanBeAllowedMetadataNot(string address, bool allowed) =>
        Guard(options => options.AllowPrivateAddresses = true).Allows(IPAddress.Parse(address)).ShouldBe(allowed);

    [Theory]
    [InlineData("192.168.7.9", true), InlineData("::ffff:192.168.7.9", true), InlineData("192.168.8.1", false), InlineData("127.0.0.1", false), InlineData("64:ff9b::192.168.7.9", true)]
    public void NetworksCanBeAllowedOneByOne(string address, bool allowed) =>
        Guard(options => options.AllowedNetworks.Add("192.168.7.0/24")).Allows(IPAddress.Parse(address)).ShouldBe(allowed);

    private static AddressGuard Guard(Action<WebhookOptions>? configure = null)
    {
        var options = new WebhookOptions();
        configure?.Invoke(options);
        return new AddressGuard(Options.Create(options));
    }
}
