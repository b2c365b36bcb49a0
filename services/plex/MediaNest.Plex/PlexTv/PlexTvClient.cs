using System.ComponentModel.DataAnnotations;
using System.Xml;
using System.Xml.Linq;
using MediaNest.Plex.MediaServer;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.PlexTv;

/// <summary>Section <c>PlexTv</c>.</summary>
internal sealed class PlexTvOptions
{
    public const string SectionName = "PlexTv";

    [Required, Url(ErrorMessage = "PlexTv:BaseUrl must be an absolute address.")]
    public string BaseUrl { get; set; } = "https://plex.tv";
}

/// <summary>Asks Plex's account service who may use the server.</summary>
internal sealed class PlexTvClient
{
    private readonly HttpClient _http;

    public PlexTvClient(HttpClient http, IOptions<PlexTvOptions> options, IOptions<PlexOptions> plex)
    {
        _http = http;
        http.BaseAddress = new Uri(options.Value.BaseUrl.TrimEnd('/') + "/");
        http.DefaultRequestHeaders.Add("X-Plex-Token", plex.Value.Token);
        http.DefaultRequestHeaders.Add("X-Plex-Client-Identifier", plex.Value.ClientIdentifier);
    }

    /// <summary>How many accounts may use the server, its owner among them; null where plex.tv does not say.</summary>
    public async Task<int?> CountUsersAsync(string machineIdentifier, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _http.GetAsync(new Uri("api/users", UriKind.Relative), cancellationToken);
            response.EnsureSuccessStatusCode();
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            using var reader = XmlReader.Create(body, new XmlReaderSettings { Async = true, DtdProcessing = DtdProcessing.Prohibit });
            var document = await XDocument.LoadAsync(reader, LoadOptions.None, cancellationToken);
            // the owner is not in the list
            return 1 + document.Descendants("User").Count(user =>
                user.Elements("Server").Any(server => (string?)server.Attribute("machineIdentifier") == machineIdentifier));
        }
        catch (Exception exception) when (exception is HttpRequestException or XmlException or IOException)
        {
            return null;
        }
    }
}
