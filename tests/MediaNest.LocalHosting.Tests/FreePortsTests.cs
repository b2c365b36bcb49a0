namespace MediaNest.LocalHosting.Tests;

public sealed class FreePortsTests
{
    [Fact]
    public void NobodyIsGivenAPortThatAnotherWasGiven()
    {
        // of 17,000: without a memory, 500 of them are all different once in a thousand times
        var ports = Enumerable.Range(0, 500).Select(_ => FreePorts.Next()).ToList();

        ports.ShouldBeUnique();
    }
}
