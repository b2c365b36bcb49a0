using MediaNest.Testing.Smtp;

namespace MediaNest.Email.Tests;

public sealed class DropFolderTests : IDisposable
{
    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("medianest-drop-").FullName, "mail");

    [Fact]
    public async Task WithoutAServerMessagesAreFiles()
    {
        await using var mailer = await Mailer.StartAsync(("DropFolder", _folder));
        var message = Mailer.Message("Grüße: https://example.org/#token=a.b-c_d", subject: "Grüße");

        await mailer.SendAsync(message);

        var received = ReceivedEmail.Read(Directory.GetFileSystemEntries(_folder).ShouldHaveSingleItem());
        received.Header("To").ShouldBe("olivia@example.org");
        received.Header("Subject").ShouldBe("Grüße");
        received.Text!.TrimEnd().ShouldBe(message.Text);
        received.Html!.TrimEnd().ShouldBe(message.Html);
        mailer.Log.Text.ShouldContain(_folder);
    }

    [Fact]
    public async Task SameMessageTwiceIsOneFile()
    {
        await using var mailer = await Mailer.StartAsync(("DropFolder", _folder));
        var message = Mailer.Message();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => mailer.SendAsync(message)));

        Directory.GetFileSystemEntries(_folder).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task FolderIsItsOwnersAlone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no modes.");
        await using var mailer = await Mailer.StartAsync(("DropFolder", _folder));

        await mailer.SendAsync(Mailer.Message());

#pragma warning disable CA1416 // skipped on Windows above
        File.GetUnixFileMode(_folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
#pragma warning restore CA1416
    }

    [Fact]
    public async Task FolderThatCannotBeWrittenMayBeTriedAgain()
    {
        await File.WriteAllTextAsync(_folder, "a file stands where the folder should be", TestContext.Current.CancellationToken);
        await using var mailer = await Mailer.StartAsync(("DropFolder", _folder));

        (await Should.ThrowAsync<EmailException>(() => mailer.SendAsync(Mailer.Message()))).IsPermanent.ShouldBeFalse();
    }

    public void Dispose() => Directory.Delete(Path.GetDirectoryName(_folder)!, recursive: true);
}
