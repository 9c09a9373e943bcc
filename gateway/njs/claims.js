// The claims of an access token. Every comparison is strict: in JavaScript `undefined < now` is false without an error.
// Expiry is a separate check, since it has its own code.

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
// Clocks of issuer and gateway may differ this much; a token is never accepted after its exp.
const LEEWAY_SECONDS = 10;

function areOurs(claims, issuer, audience, now) {
    return claims.typ === 'access'
        && claims.iss === issuer
        && claims.aud === audience
        && isUuid(claims.sub)
        && isUuid(claims.sid)
        && isTime(claims.exp)
        && isTime(claims.nbf) && claims.nbf <= now + LEEWAY_SECONDS
        && isTime(claims.iat) && claims.iat <= now + LEEWAY_SECONDS;
}

function isUuid(value) {
    return typeof value === 'string' && UUID.test(value);
}

function isTime(value) {
    return typeof value === 'number' && isFinite(value) && Math.floor(value) === value
        && value > 0 && value <= 9007199254740991;
}

function haveExpired(claims, now) {
    return claims.exp <= now;
}

export default { areOurs, haveExpired };
