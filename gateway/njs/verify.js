// Checks a token: 204 with the time until which nginx may cache the result, or 401 with the reason.
// An error in this code, or a folder that cannot be read, throws: nginx then refuses the request.

import claims from 'claims.js';
import token from 'token.js';
import fs from 'fs';

const DENY_AT_ONCE = { throwIfNoEntry: false };

async function check(r) {
    const parts = token.parts(r.headersIn.Authorization || '');
    const header = parts && token.header(parts[0]);
    const payload = parts && token.json(parts[1]);
    const now = Math.floor(Date.now() / 1000);
    if (!header || !payload || !claims.areOurs(payload, r.variables.issuer, r.variables.audience, now)) {
        return refuse(r, 'token_invalid');
    }

    const key = keyText(r.variables.keys_dir + '/' + header.kid + '.pem');
    if (!key || !(await token.isSignedBy(parts, key))) {
        return refuse(r, 'token_invalid');
    }

    // From here on the signature is valid, so the caller may get the exact reason.
    if (claims.haveExpired(payload, now)) {
        return refuse(r, 'token_expired');
    }
    if (fs.statSync(r.variables.deny_dir + '/' + payload.sid, DENY_AT_ONCE)) {
        return refuse(r, 'session_ended');
    }

    // nginx counts in whole seconds: cached for the rest of this one, which never ends after exp.
    r.headersOut['X-Accel-Expires'] = '@' + now;
    r.return(204);
}

function refuse(r, reason) {
    r.headersOut['X-Refusal'] = reason;
    r.return(401);
}

function keyText(path) {
    return fs.statSync(path, DENY_AT_ONCE) ? fs.readFileSync(path, 'utf8') : null;
}

export default { check };
