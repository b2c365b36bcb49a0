using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.TwoFactor;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Auth.SignIn;

/// <summary>What came of a sign-in.</summary>
internal abstract record SignInOutcome
{
    /// <summary>A session was opened.</summary>
    public sealed record SignedIn(IssuedTokens Tokens) : SignInOutcome;

    /// <summary>The first factor was right; a second one is wanted.</summary>
    public sealed record SecondFactorWanted(SecondFactorRequest Challenge) : SignInOutcome;

    public sealed record Refused(ApiError Error) : SignInOutcome;
}

internal static class SignInAnswers
{
    /// <summary>The outcome as an endpoint answers it; cookies are set with a session alone.</summary>
    public static Results<Ok<ApiResponse<SignedIn>>, Ok<ApiResponse<SecondFactorRequest>>, ApiError> AsAnswer(
        this SignInOutcome outcome, TokenCookies cookies, HttpContext context)
    {
        switch (outcome)
        {
            case SignInOutcome.SignedIn(var tokens):
                cookies.Set(context, tokens);
                return TypedResults.Ok(ApiResponse.Of(tokens.AsSignedIn()));
            case SignInOutcome.SecondFactorWanted(var challenge):
                return TypedResults.Ok(ApiResponse.Of(challenge));
            case SignInOutcome.Refused(var error):
                return error;
            default:
                throw new InvalidOperationException("A sign-in succeeds, asks for more or is refused.");
        }
    }
}
