using System.Net;
using MediaNest.Media.Tests.Hosting;

namespace MediaNest.Media.Tests.Requests;

public sealed class IdempotencyTests(MediaApp app)
{
    [Fact]
    public async Task TheSameKeyGetsTheSameAnswerAlsoWhenSeveralArriveAtOnce()
    {
        using var client = app.For(Guid.CreateVersion7());
        var answers = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => client.AskAsync(Titles.IronMan2, key: "once")));
        answers.ShouldAllBe(answer => answer.StatusCode == HttpStatusCode.Created);
        var bodies = await Task.WhenAll(answers.Select(answer => answer.Content.ReadAsStringAsync()));
        bodies.Distinct().Count().ShouldBe(1);

        // and later, when the request has moved on
        var id = (await answers[0].DataAsync()).GetProperty("id").GetGuid();
        await app.ApproveAsync(id);
        using var late = await client.AskAsync(Titles.IronMan2, key: "once");
        (await late.Content.ReadAsStringAsync()).ShouldBe(bodies[0]);
        (await app.EventsAsync("MediaRequested", id)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task ARefusalIsRememberedToo()
    {
        var id = await app.RequestAsync(Titles.IronMan3);
        using var client = app.For(Guid.CreateVersion7());
        using var first = await client.AskAsync(Titles.IronMan3, key: "refused");
        using var second = await client.AskAsync(Titles.IronMan3, key: "refused");
        foreach (var answer in new[] { first, second })
        {
            var error = await answer.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_REQUESTED");
            error.GetProperty("details").GetProperty("requestId").GetGuid().ShouldBe(id);
        }

        (await app.GetAsync(id)).GetProperty("followers").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task AKeyIsGoodForOneBodyAndOneUser()
    {
        using var client = app.For(Guid.CreateVersion7());
        using var first = await client.AskAsync(Titles.Guardians, key: "mine");
        first.StatusCode.ShouldBe(HttpStatusCode.Created);
        using var other = await client.AskAsync(Titles.Ragnarok, key: "mine");
        await other.ShouldFailAsync(HttpStatusCode.Conflict, "CONFLICT");

        using var somebody = app.For(Guid.CreateVersion7());
        using var theirs = await somebody.AskAsync(Titles.Ragnarok, key: "mine");
        theirs.StatusCode.ShouldBe(HttpStatusCode.Created);
    }
}
