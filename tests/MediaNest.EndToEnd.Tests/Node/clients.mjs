// What an application does that knows nothing of MediaNest but the standards: discover, refresh, ask who it is, verify, revoke.
// Takes its input from the environment, prints what came of it as one line of JSON.
import * as openid from 'openid-client';
import { createRemoteJWKSet, importPKCS8, jwtVerify, SignJWT } from 'jose';

const { ISSUER, ACCESS_TOKEN, REFRESH_TOKEN, SIGNING_KEY, SIGNING_KEY_ID } = process.env;

// a public client: no secret, no registration; plain HTTP is for the loopback address of the test
const config = await openid.discovery(new URL(ISSUER), 'standard-client', undefined, openid.None(), {
  execute: [openid.allowInsecureRequests],
});
const metadata = config.serverMetadata();

const keys = createRemoteJWKSet(new URL(metadata.jwks_uri));
const expected = { issuer: 'medianest', audience: 'medianest-api', algorithms: ['ES256', 'RS256'] };
const before = await jwtVerify(ACCESS_TOKEN, keys, expected);

const refreshed = await openid.refreshTokenGrant(config, REFRESH_TOKEN);
const after = await jwtVerify(refreshed.access_token, keys, expected);
const user = await openid.fetchUserInfo(config, refreshed.access_token, after.payload.sub);

await openid.tokenRevocation(config, refreshed.refresh_token);
const refusedRefresh = await openid.refreshTokenGrant(config, refreshed.refresh_token).then(
  () => 'accepted',
  (failure) => failure.error ?? String(failure),
);
const refusedUserInfo = await openid.fetchUserInfo(config, refreshed.access_token, after.payload.sub).then(
  () => 'accepted',
  (failure) => failure.status ?? failure.cause?.status ?? String(failure),
);

// the other way round: what jose signs, MediaNest's own verifier reads
const signed = await new SignJWT({ sid: 'jose-session', role: 'user', name: 'Zoë' })
  .setProtectedHeader({ alg: 'ES256', kid: SIGNING_KEY_ID, typ: 'at+jwt' })
  .setIssuer('medianest')
  .setAudience('medianest-api')
  .setSubject(after.payload.sub)
  .setJti('jose-1')
  .setIssuedAt()
  .setNotBefore('0s')
  .setExpirationTime('5m')
  .sign(await importPKCS8(SIGNING_KEY, 'ES256'));

console.log(JSON.stringify({
  issuer: metadata.issuer,
  subjectBefore: before.payload.sub,
  subjectAfter: after.payload.sub,
  algorithm: after.protectedHeader.alg,
  tokenType: refreshed.token_type,
  expiresIn: refreshed.expires_in,
  rotated: refreshed.refresh_token !== REFRESH_TOKEN,
  email: user.email,
  role: user.role,
  refusedRefresh,
  refusedUserInfo,
  signed,
}));
