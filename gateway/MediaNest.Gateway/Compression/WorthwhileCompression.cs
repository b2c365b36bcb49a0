using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Compression;

/// <summary>Compresses where it pays: not what fits into a packet anyway.</summary>
internal sealed class WorthwhileCompression(IServiceProvider services, IOptions<ResponseCompressionOptions> options)
    : ResponseCompressionProvider(services, options)
{
    private const int SmallestWorthwhileBytes = 1400;

    public override bool ShouldCompressResponse(HttpContext context) =>
        !(context.Response.ContentLength < SmallestWorthwhileBytes) && base.ShouldCompressResponse(context);
}
