using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something with a value that is known at start only.</summary>
public interface IValueProvider
{
    /// <summary>The value.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>Something a deployment manifest refers to by an expression.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression.</summary>
    string ValueExpression { get; }
}

#pragma warning disable S1694 // an interface would do, but in Aspire it is a class
/// <summary>The default of a parameter.</summary>
public abstract class ParameterDefault
{
    /// <summary>The value to use when nobody configured one.</summary>
    public abstract string GetDefaultValue();
}
#pragma warning restore S1694

/// <summary>A random default.</summary>
public sealed class GenerateParameterDefault : ParameterDefault
{
    /// <summary>The least number of characters.</summary>
    public int MinLength { get; set; } = 22;

    /// <summary>Whether there may be characters other than letters and digits. The stand-in never makes any.</summary>
    public bool Special { get; set; } = true;

    /// <inheritdoc/>
    public override string GetDefaultValue() =>
        RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz0123456789", Math.Max(MinLength, 22));
}

/// <summary>A text with parts that are known at start only.</summary>
public class ReferenceExpression : IManifestExpressionProvider, IValueProvider
{
    private readonly List<object> _parts;

    private ReferenceExpression(List<object> parts) => _parts = parts;

    /// <inheritdoc/>
    public string ValueExpression => string.Concat(_parts.Select(part => part is IManifestExpressionProvider provider ? provider.ValueExpression : part));

    /// <summary>Creates one from an interpolated string.</summary>
    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => new(handler.Parts);

    /// <inheritdoc/>
    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
    {
        var text = new List<string?>();
        foreach (var part in _parts)
        {
            text.Add(part is IValueProvider provider ? await provider.GetValueAsync(cancellationToken) : part.ToString());
        }

        return string.Concat(text);
    }

    /// <summary>Takes an interpolated string apart.</summary>
    [InterpolatedStringHandler]
    public readonly ref struct ExpressionInterpolatedStringHandler
    {
        /// <summary>Called by the compiler.</summary>
        public ExpressionInterpolatedStringHandler(int literalLength, int formattedCount) => Parts = new List<object>(formattedCount + (literalLength > 0 ? formattedCount + 1 : 0));

        internal List<object> Parts { get; }

        /// <summary>Called by the compiler.</summary>
        public readonly void AppendLiteral(string value) => Parts.Add(value);

        /// <summary>Called by the compiler.</summary>
        public readonly void AppendFormatted(string? value) => Parts.Add(value ?? "");

        /// <summary>Called by the compiler.</summary>
        public readonly void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider);

        /// <summary>Called by the compiler.</summary>
        public readonly void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => Parts.Add(valueProvider.Resource);
    }
}

/// <summary>One address of a resource.</summary>
public sealed class EndpointReference : IManifestExpressionProvider, IValueProvider
{
    /// <summary>Refers to an endpoint that may be added later.</summary>
    public EndpointReference(IResourceWithEndpoints owner, string endpointName)
    {
        Resource = owner;
        EndpointName = endpointName;
    }

    /// <summary>Whose address it is.</summary>
    public IResourceWithEndpoints Resource { get; }

    /// <summary>The endpoint's name, such as <c>http</c>.</summary>
    public string EndpointName { get; }

    /// <summary>The protocol.</summary>
    public string Scheme => Allocated.Scheme;

    /// <summary>The host's name or address.</summary>
    public string Host => Allocated.Host;

    /// <summary>The port.</summary>
    public int Port => Allocated.Port;

    /// <summary>The address, without a path.</summary>
    public string Url => Allocated.GetLeftPart(UriPartial.Authority);

    string IManifestExpressionProvider.ValueExpression => $"{{{Resource.Name}.bindings.{EndpointName}.url}}";

    private Uri Allocated => ((Resource)Resource).Model.Endpoint(EndpointName)?.Addresses[0]
        ?? throw new DistributedApplicationException($"Resource '{Resource.Name}' has no endpoint '{EndpointName}'.");

    /// <inheritdoc/>
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) => new(Url);
}
