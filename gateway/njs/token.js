// The form of a JWT: three parts of canonical base64url, a header that names a key, a signature by it.

const LONGEST = 4096;
const KEY_ID = /^[A-Za-z0-9_-]{1,64}$/;
const BASE64URL = /^[A-Za-z0-9_-]+$/;
const ALGORITHM = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' };

// Returns the three parts, or null.
function parts(authorization) {
    const token = authorization.startsWith('Bearer ') ? authorization.slice(7) : '';
    const found = token.split('.');
    return token.length <= LONGEST && found.length === 3 && found.every(isCanonical) ? found : null;
}

// The decoder ignores wrong characters, padding and unused bits; each token must have only one encoding.
function isCanonical(part) {
    return BASE64URL.test(part) && Buffer.from(part, 'base64url').toString('base64url') === part;
}

// Returns the object that a part holds, or null. The decoder replaces what is not UTF-8 by U+FFFD, which no token has.
function json(part) {
    let value = null;
    try {
        const text = Buffer.from(part, 'base64url').toString();
        value = text.indexOf('\ufffd') === -1 ? JSON.parse(text) : null;
    } catch (e) {
        return null;
    }
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? value : null;
}

// Returns the header if it has the form that is issued: exactly three fields.
function header(part) {
    const value = json(part);
    const isOurs = value !== null
        && Object.keys(value).sort().join() === 'alg,kid,typ'
        && value.alg === 'RS256'
        && value.typ === 'JWT'
        && typeof value.kid === 'string'
        && KEY_ID.test(value.kid);
    return isOurs ? value : null;
}

async function isSignedBy(found, pem) {
    const der = Buffer.from(pem.replace(/-----[A-Z ]+-----|\s/g, ''), 'base64');
    const key = await crypto.subtle.importKey('spki', der, ALGORITHM, false, ['verify']);
    const signature = Buffer.from(found[2], 'base64url');
    return crypto.subtle.verify(ALGORITHM, key, signature, Buffer.from(found[0] + '.' + found[1]));
}

export default { parts, json, header, isSignedBy };
