namespace MediaNest.Media.Tests;

/// <summary>Titles of the simulators' catalogue.</summary>
internal static class Titles
{
    public const int Endgame = 299534;
    public const int InfinityWar = 299536;
    public const int TheAvengers = 24428;
    public const int AgeOfUltron = 99861;
    public const int BreakingBad = 1396;
    public const int GameOfThrones = 1399;
    public const int StrangerThings = 66732;
    public const int TheMandalorian = 82856;
    public const int Arcane = 94605;
    public const int Unknown = 987_654_321;
}
