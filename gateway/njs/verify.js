// Checks a token: 204 with the time until which nginx may cache the result, or 401 with the reason.
// An error in this code, or a folder that cannot be read, throws: nginx then refuses the request.

import claims from 'claims.js';
import token from 'token.js';
import fs from 'fs';

const NO_ERROR = { throwIfNoEntry: false };

async function check(r) {
    const parts = token.parts(r.headersIn.Authorization || '');
    const header = parts && token.header(parts[0]);
    const payload = parts && token.json(parts[1]);
    const now = Math.floor(Date.now() / 1000);
    if (!header || !payload || !claims.areOurs(payload, r.variables.issuer, r.variables.audience, now)) {
        return refuse(r, 'token_invalid');
    }

    // The key is looked for here as well: a cached result must not outlive it.
    if (!fs.statSync(keyPath(r, header), NO_ERROR) || !(await hasSignature(r))) {
        return refuse(r, 'token_invalid');
    }

    // From here on the signature is valid, so the caller may get the exact reason.
    if (claims.haveExpired(payload, now)) {
        return refuse(r, 'token_expired');
    }
    if (fs.statSync(r.variables.deny_dir + '/' + payload.sid, NO_ERROR)) {
        return refuse(r, 'session_ended');
    }

    // nginx counts in whole seconds: cached for the rest of this one, which never ends after exp.
    r.headersOut['X-Accel-Expires'] = '@' + now;
    r.return(204);
}

async function hasSignature(r) {
    const status = (await r.subrequest('/signature')).status;
    if (status !== 204 && status !== 401) {
        throw new Error('the signature could not be checked: ' + status);
    }
    return status === 204;
}

// Answers 204 when a token is signed by the key that it names, with its expiry as the time until which nginx may cache that.
async function signature(r) {
    const parts = token.parts(r.headersIn.Authorization || '');
    const header = parts && token.header(parts[0]);
    const key = header && keyText(keyPath(r, header));
    if (!key || !(await token.isSignedBy(parts, key))) {
        return r.return(401);
    }
    r.headersOut['X-Accel-Expires'] = '@' + token.json(parts[1]).exp;
    r.return(204);
}

function refuse(r, reason) {
    r.headersOut['X-Refusal'] = reason;
    r.return(401);
}

function keyPath(r, header) {
    return r.variables.keys_dir + '/' + header.kid + '.pem';
}

function keyText(path) {
    return fs.statSync(path, NO_ERROR) ? fs.readFileSync(path, 'utf8') : null;
}

export default { check, signature };
