using System.ComponentModel.DataAnnotations;

namespace MediaNest.Auth.Plex;

/// <summary>How plex.tv is reached. Section <c>PlexTv</c>.</summary>
internal sealed class PlexTvOptions
{
    public const string SectionName = "PlexTv";

    [Required(ErrorMessage = "PlexTv:BaseUrl must be an absolute http(s) address, such as https://plex.tv.")]
    public Uri BaseUrl { get; set; } = new("https://plex.tv");

    /// <summary>The name that plex.tv shows when somebody enters a PIN.</summary>
    [Required(ErrorMessage = "PlexTv:Product must have 1 to 64 printable ASCII characters."), RegularExpression("^[ -~]{1,64}$", ErrorMessage = "PlexTv:Product must have 1 to 64 printable ASCII characters.")]
    public string Product { get; set; } = "MediaNest";

    /// <summary>Where a code is typed in.</summary>
    [Required(ErrorMessage = "PlexTv:LinkUrl must be an absolute address.")]
    public Uri LinkUrl { get; set; } = new("https://plex.tv/link/");

    /// <summary>Where a browser authorises a PIN.</summary>
    [Required(ErrorMessage = "PlexTv:AuthUrl must be an absolute address.")]
    public Uri AuthUrl { get; set; } = new("https://app.plex.tv/auth");

    /// <summary>The media server's <c>machineIdentifier</c>: then only accounts that may use that server can sign in. Null lets every Plex account in.</summary>
    [RegularExpression("^[A-Za-z0-9-]{1,64}$", ErrorMessage = "PlexTv:ServerIdentifier must be the server's machineIdentifier: 1 to 64 letters, digits or hyphens.")]
    public string? ServerIdentifier { get; set; }

    /// <summary>False: four characters, to type at plex.tv/link. True: long ones, for the browser's address only.</summary>
    public bool StrongPins { get; set; }
}
