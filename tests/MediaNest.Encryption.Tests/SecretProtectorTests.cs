using System.Text;
using Microsoft.Extensions.Options;

namespace MediaNest.Encryption.Tests;

public sealed class SecretProtectorTests
{
    private static readonly byte[] Secret = Encoding.UTF8.GetBytes("a plex token");

    [Fact]
    public void ReadsWhatItWrote()
    {
        var protector = Protector(new string('a', 32));

        protector.TryUnprotect("p", protector.Protect("p", Secret), out var read).ShouldBeTrue();

        read.ShouldBe(Secret);
    }

    [Fact]
    public void NeverWritesTheSameTwice()
    {
        var protector = Protector(new string('a', 32));

        protector.Protect("p", Secret).ShouldNotBe(protector.Protect("p", Secret));
    }

    [Fact]
    public void NoByteCanBeChanged()
    {
        var protector = Protector(new string('a', 32));
        var text = protector.Protect("p", Secret);

        for (var i = 0; i < text.Length; i++)
        {
            var changed = (byte[])text.Clone();
            changed[i] ^= 1;
            protector.TryUnprotect("p", changed, out _).ShouldBeFalse();
            protector.TryUnprotect("p", text.AsSpan(0, i), out _).ShouldBeFalse();
        }
    }

    [Fact]
    public void OnePurposesTextIsNotAnothers()
    {
        var protector = Protector(new string('a', 32));

        protector.TryUnprotect("other", protector.Protect("p", Secret), out _).ShouldBeFalse();
    }

    [Fact]
    public void KeysRotate()
    {
        var old = Protector(new string('a', 32)).Protect("p", Secret);
        var rotated = Protector(new string('b', 32), new string('a', 32));

        rotated.TryUnprotect("p", old, out var read).ShouldBeTrue();

        read.ShouldBe(Secret);
        rotated.IsOutdated(old).ShouldBeTrue();
        rotated.IsOutdated(rotated.Protect("p", Secret)).ShouldBeFalse();
        Protector(new string('b', 32)).TryUnprotect("p", old, out _).ShouldBeFalse();
    }

    private static SecretProtector Protector(string key, params string[] previous)
    {
        var options = new EncryptionOptions { Key = key };
        foreach (var one in previous)
        {
            options.PreviousKeys.Add(one);
        }

        return new SecretProtector(Options.Create(options));
    }
}
