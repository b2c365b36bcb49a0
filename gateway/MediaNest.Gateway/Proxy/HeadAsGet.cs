using Yarp.ReverseProxy.Transforms;
using Yarp.ReverseProxy.Transforms.Builder;

namespace MediaNest.Gateway.Proxy;

/// <summary>HEAD is GET without the body (RFC 9110, 9.3.2): services need not know it, and Kestrel drops what they write.</summary>
internal sealed class HeadAsGet : RequestTransform
{
    private static readonly HeadAsGet Instance = new();

    public static void Add(TransformBuilderContext context) => context.RequestTransforms.Add(Instance);

    public override ValueTask ApplyAsync(RequestTransformContext context)
    {
        if (HttpMethods.IsHead(context.HttpContext.Request.Method))
        {
            context.ProxyRequest.Method = HttpMethod.Get;
        }

        return ValueTask.CompletedTask;
    }
}
