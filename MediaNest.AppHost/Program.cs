using MediaNest.AppHost;
using Microsoft.Extensions.Configuration;

var builder = DistributedApplication.CreateBuilder(args);
var settings = builder.Configuration;

var postgres = builder.AddPostgres("postgres").WithDataVolume();
var redis = builder.AddRedis("redis").WithDataVolume();
var rabbitmq = builder.AddRabbitMQ("rabbitmq").WithDataVolume();
var clientSecret = AddSecret("service-client-secret");
var webhookSecret = AddSecret("overseerr-webhook-secret");
var csrfKey = AddSecret("csrf-key");
var encryptionKey = AddSecret("encryption-key");

var gateway = builder.AddProject("gateway", "../gateway/MediaNest.Gateway/MediaNest.Gateway.csproj")
    .WithHttpEndpoint(port: settings.GetValue("Gateway:Port", 4000))
    .WithExternalHttpEndpoints()
    .WithHttpHealthCheck("/health/live")
    .WithReference(redis).WaitFor(redis)
    // refused requests are reported there; it goes on without
    .WithReference(rabbitmq)
    .WithEnvironment("Csrf__Key", csrfKey)
    .WithEnvironment("ServiceAuth__ClientSecret", clientSecret);

var outside = new OutsideSystems(builder, gateway, webhookSecret);

var auth = AddService("auth")
    .WithEnvironment("Csrf__Key", csrfKey)
    // 42 characters and these two are the base64 of 32 bytes
    .WithEnvironment("Encryption__Key", $"{encryptionKey}A=")
    .WithEnvironment("OAuth__PublicOrigin", gateway.GetEndpoint("http"))
    .WithEnvironment("PasswordReset__Link", $"{gateway.GetEndpoint("http")}/reset-password")
    // where e-mail goes while no Email:Host is configured
    .WithEnvironment("Email__DropFolder", settings["Email:DropFolder"] ?? outside.DataDirectory("mail"));
if (settings["PasswordReset:Link"] is { } link)
{
    auth.WithEnvironment("PasswordReset__Link", link);
}

var plex = AddService("plex");
var media = AddService("media").WithReference(plex);
var download = AddService("download").WithReference(plex);
// pages of the gateway's own address may open sockets; the origins of other front ends are added in configuration
var notification = AddService("notification").WithReference(media).WithReference(download)
    .WithEnvironment("SocketIO__AllowedOrigins__0", gateway.GetEndpoint("http"))
    .WithEnvironment("Encryption__Key", $"{encryptionKey}A=")
    .WithEnvironment("Notifications__PublicUrl", gateway.GetEndpoint("http"))
    .WithEnvironment("Email__DropFolder", settings["Email:DropFolder"] ?? outside.DataDirectory("mail"));
var operations = AddService("operations").WithReference(media).WithReference(plex).WithReference(download).WithReference(notification);
notification.WithReference(operations);

outside.UsePlexTv(auth).UsePlexTv(plex);
outside.UsePlex(plex).UsePlex(operations);
outside.UseTmdb(media).UseTmdb(operations);
outside.UseOverseerr(media).UseOverseerr(operations);
outside.UseUptimeKuma(operations);
outside.UseYouTube(download).UseYouTube(operations);

foreach (var service in new[] { plex, media, download, notification, operations })
{
    service.WithReference(auth);
}

gateway.WithReference(auth).WithReference(media).WithReference(plex).WithReference(download).WithReference(notification).WithReference(operations);

builder.Build().Run();

IResourceBuilder<ParameterResource> AddSecret(string name) =>
    builder.AddParameter(name, new GenerateParameterDefault { MinLength = 42, Special = false }, secret: true, persist: true);

IResourceBuilder<ProjectResource> AddService(string name)
{
    var project = $"MediaNest.{char.ToUpperInvariant(name[0])}{name[1..]}";
    var database = postgres.AddDatabase($"{name}-db", name);
    return builder.AddProject(name, $"../services/{name}/{project}/{project}.csproj")
        .WithReplicas(ReplicasOf(name))
        .WithHttpEndpoint()
        .WithHttpHealthCheck("/health/ready")
        .WithReference(database).WaitFor(database)
        .WithReference(redis).WaitFor(redis)
        .WithReference(rabbitmq).WaitFor(rabbitmq)
        .WithEnvironment("ServiceAuth__ClientSecret", clientSecret);
}

// what holds on several can be tried on one machine
int ReplicasOf(string name) => settings.GetValue($"Replicas:{name}", 1) is >= 1 and <= 10 and var replicas
    ? replicas
    : throw new InvalidOperationException($"Replicas:{name} must be between 1 and 10.");
