namespace MediaNest.Media.Tests;

/// <summary>Titles of the simulators' catalogue. Tests that share the service keep apart by using titles of their own.</summary>
internal static class Titles
{
    public const int Endgame = 299534;
    public const int InfinityWar = 299536;
    public const int TheAvengers = 24428;
    public const int AgeOfUltron = 99861;
    public const int IronMan = 1726;
    public const int IronMan2 = 10138;
    public const int IronMan3 = 68721;
    public const int Thor = 10195;
    public const int Ragnarok = 284053;
    public const int Logan = 263115;
    public const int BatmanBegins = 272;
    public const int TheDarkKnight = 155;
    public const int Joker = 475557;
    public const int Inception = 27205;
    public const int Interstellar = 157336;
    public const int Tenet = 577922;
    public const int Oppenheimer = 872585;
    public const int Dunkirk = 374720;
    public const int Memento = 77;
    public const int ThePrestige = 1124;
    public const int TheMatrix = 603;
    public const int FightClub = 550;
    public const int Se7en = 807;

    public const int BreakingBad = 1396;
    public const int GameOfThrones = 1399;
    public const int StrangerThings = 66732;
    public const int TheMandalorian = 82856;

    public const int Unknown = 987_654_321;
}
