namespace MediaNest.Media.Tests;

/// <summary>Titles of the simulators' catalogue. Tests that share the service keep apart by using titles of their own.</summary>
internal static class Titles
{
    public const int Endgame = 299534;
    public const int DoctorStrange = 284052;
    public const int TheAvengers = 24428;
    public const int AgeOfUltron = 99861;
    public const int BlackPanther = 284054;
    public const int IronMan2 = 10138;
    public const int IronMan3 = 68721;
    public const int Guardians = 118340;
    public const int Ragnarok = 284053;
    public const int Logan = 263115;
    public const int BatmanBegins = 272;
    public const int TheDarkKnight = 155;
    public const int ManOfSteel = 49521;
    public const int Inception = 27205;
    public const int Interstellar = 157336;
    public const int Zodiac = 1949;
    public const int Oppenheimer = 872585;
    public const int Dunkirk = 374720;
    public const int PulpFiction = 680;
    public const int ThePrestige = 1124;
    public const int TheMatrix = 603;
    public const int FightClub = 550;
    public const int ReservoirDogs = 500;

    public const int TheSopranos = 1398;
    public const int GameOfThrones = 1399;
    public const int StrangerThings = 66732;
    public const int TheMandalorian = 82856;

    public const int Unknown = 987_654_321;
}
