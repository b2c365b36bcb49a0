using MediaNest.Simulators;

var builder = WebApplication.CreateSlimBuilder(args);
builder.AddSimulators();

var app = builder.Build();
app.MapSimulators();
await app.RunAsync();
