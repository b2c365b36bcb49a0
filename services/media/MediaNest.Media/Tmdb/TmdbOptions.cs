using System.ComponentModel.DataAnnotations;

namespace MediaNest.Media.Tmdb;

/// <summary>Section <c>Tmdb</c>.</summary>
internal sealed class TmdbOptions
{
    [Required(ErrorMessage = "Tmdb:BaseUrl must be the address of the TMDB API, such as 'https://api.themoviedb.org/3'."), Url(ErrorMessage = "Tmdb:BaseUrl must be an absolute http or https address.")]
    public string BaseUrl { get; set; } = "https://api.themoviedb.org/3";

    /// <summary>A v3 API key, or a v4 read access token (recognised by its dots).</summary>
    [Required(ErrorMessage = "Tmdb:ApiKey must be set to a TMDB API key or read access token.")]
    public string ApiKey { get; set; } = "";

    [Required(ErrorMessage = "Tmdb:ImageBaseUrl must be set, such as 'https://image.tmdb.org/t/p'."), Url(ErrorMessage = "Tmdb:ImageBaseUrl must be an absolute http or https address.")]
    public string ImageBaseUrl { get; set; } = "https://image.tmdb.org/t/p";

    [Required, RegularExpression("^[a-z]{2}(-[A-Z]{2})?$", ErrorMessage = "Tmdb:Language must be a language such as 'en-US'.")]
    public string Language { get; set; } = "en-US";

    /// <summary>How long an answer is served without asking again, seconds.</summary>
    [Range(1, 86_400, ErrorMessage = "Tmdb:FreshSeconds must be between 1 and 86400.")]
    public int FreshSeconds { get; set; } = 300;

    /// <summary>How long it is kept beyond that, to stand in while TMDB is down, hours.</summary>
    [Range(0, 720, ErrorMessage = "Tmdb:StaleHours must be between 0 and 720.")]
    public int StaleHours { get; set; } = 168;
}
