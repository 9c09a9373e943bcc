"""Every form of token that must be refused, by the id of its case; made only when the case is run."""

import gzip
import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding
from django.contrib.auth import password_validation

from gateway.testing.tokens import base64url
from tests.security.forging import Forge

Make = Callable[[Forge], str]
Cases = Iterator[tuple[str, Make]]

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
WITHOUT_SIGNATURE = ["none", "None", "nOnE", "NONE", "", "RS256"]
ALGORITHMS = ["RS384", "RS512", "PS256", "ES256", "EdDSA", "HS256", "rs256", "RS256 ", None, ["RS256"], 256, True]
KEY_IDS = [
    "unknown", "../../dev/null", "/etc/passwd", "' OR 1=1--", "..%2fdev%2fnull", "{kid}.pem", "../keys/{kid}",
    "{kid}\x00", "", ".", None, 1, ["{kid}"], {"kid": "{kid}"}, "k" * 65, "k" * 3000,
]  # fmt: skip
EXTENSIONS = [{"crit": ["x"]}, {"crit": []}, {"b64": False}, {"zip": "DEF"}, {"typ": "at+jwt"}, {"typ": None}]
OWN_KEYS = {
    "jku": "http://127.0.0.1:9/",
    "x5u": "http://127.0.0.1:9/",
    "x5c": ["MII"],
    "x5t": "x",
    "jwk": {"kty": "RSA"},
}
ISSUERS = ['"{iss}/"', '"{iss}.evil.example"', '"{short}"', '"https://evil.example"', '["{iss}"]', "null", '""']
AUDIENCES = ["other", "kith ", "KITH", "kit", ["other"], ["kith"], ["kith", "other"], None, "", True]
TIMES = ["-1", "0", "true", "1e400", "9223372036854775808", "NaN", '"{later}"', "[{later}]", "{later}.5", "null"]
SUBJECTS = ["1", "null", '"1"', '"../"', '["{id}"]', '"{upper}"', '"{id} "', '""', '"\' OR 1=1--"', '{"a": "{id}"}']
KINDS = ["refresh", "reset", "email", "Access", "", None, ["access"]]


def all_forgeries() -> Cases:
    """Yield every case."""
    for cases in (unsigned, keyed, algorithms, headers, issuers, times, subjects, shapes, kinds, tampered):
        yield from cases()


def unsigned() -> Cases:
    """A02: no signature."""
    for algorithm in WITHOUT_SIGNATURE:
        for form, tail in (("empty", "."), ("missing", ""), ("short", ".AA")):
            yield f"A02-{algorithm or 'blank'}-{form}", partial(_unsigned, algorithm, tail)


def _unsigned(algorithm: str, tail: str, forge: Forge) -> str:
    return forge.token({"alg": algorithm}).rpartition(".")[0] + tail


def keyed() -> Cases:
    """A03: the public key as the secret of an HMAC."""
    secrets: dict[str, Callable[[Forge], bytes]] = {
        "pem": lambda forge: forge.key.pem,
        "stripped": lambda forge: forge.key.pem.strip(),
        "der": _der,
        "jwk": lambda forge: json.dumps(forge.key.jwk).encode(),
        "n": lambda forge: forge.key.jwk["n"].encode(),
        "empty": lambda forge: b"",
    }
    for name, secret in secrets.items():
        for algorithm in ("HS256", "RS256"):
            yield f"A03-{name}-{algorithm}", lambda f, s=secret, a=algorithm: f.keyed(s(f), a)


def _der(forge: Forge) -> bytes:
    public = forge.key.private.public_key()
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def algorithms() -> Cases:
    """A04: other algorithms, named only, and used."""
    for algorithm in ALGORITHMS:
        yield f"A04-named-{algorithm}", lambda f, a=algorithm: f.token({"alg": a})
    for name in ("RS384", "PS256", "ES256", "EdDSA"):
        yield f"A04-used-{name}", partial(_signed_otherwise, name)


def _signed_otherwise(name: str, forge: Forge) -> str:
    rsa, pss = forge.key.private, padding.PSS(padding.MGF1(hashes.SHA256()), 32)
    sign: dict[str, Callable[[bytes], bytes]] = {
        "RS384": lambda data: rsa.sign(data, padding.PKCS1v15(), hashes.SHA384()),
        "PS256": lambda data: rsa.sign(data, pss, hashes.SHA256()),
        "ES256": lambda data: ec.generate_private_key(ec.SECP256R1()).sign(data, ec.ECDSA(hashes.SHA256())),
        "EdDSA": lambda data: ed25519.Ed25519PrivateKey.generate().sign(data),
    }
    signing_input = forge.token({"alg": name}).rpartition(".")[0]
    return f"{signing_input}.{base64url(sign[name](signing_input.encode()))}"


def headers() -> Cases:
    """A05: names of keys; A06: keys that the token brings along; A07: extensions; A26: keys of others."""
    for number, kid in enumerate(KEY_IDS):
        yield f"A05-{number}", lambda f, k=kid: f.token({"kid": _filled(k, kid=f.key.kid)})
    for field, value in OWN_KEYS.items():
        yield f"A06-{field}-ours", lambda f, n=field, v=value: f.token({n: v})
        yield f"A06-{field}-attackers", lambda f, n=field, v=value: f.foreign({n: v})
    for fields in EXTENSIONS:
        yield f"A07-{json.dumps(fields)}", lambda f, h=fields: f.token(h)
    yield "A26-foreign-key", lambda f: f.foreign()
    yield "A26-weak-key", lambda f: f.foreign(bits=1024)


def issuers() -> Cases:
    """A08: other issuers and audiences."""
    for number, text in enumerate(ISSUERS):
        yield (
            f"A08-iss-{number}",
            lambda f, t=text: f.written("iss", _filled(t, iss=f.key.issuer, short=f.key.issuer[:-1])),
        )
    for number, audience in enumerate(AUDIENCES):
        yield f"A08-aud-{number}", lambda f, a=audience: f.token(aud=a)


def times() -> Cases:
    """A09: expired, or times that are none; A10: from the future."""
    yield "A09-a-second-past-the-leeway", lambda f: f.token(exp=int(time.time()) - 11)
    for claim in ("exp", "iat"):
        yield f"A09-{claim}-missing", lambda f, c=claim: f.token(**{c: None})
    for claim in ("exp", "nbf", "iat"):
        for text in TIMES:
            later = partial(_filled, text)
            yield f"A09-{claim}-{text}", lambda f, c=claim, t=later: f.written(c, t(later=str(int(time.time()) + 300)))
    for claim in ("nbf", "iat"):
        yield f"A10-{claim}", lambda f, c=claim: f.token(**{c: int(time.time()) + 30})


def subjects() -> Cases:
    """A23: accounts and sessions that do not exist."""
    for claim in ("sub", "sid"):
        yield f"A23-{claim}-missing", lambda f, c=claim: f.token(**{c: None})
        for text in SUBJECTS:
            fill = partial(_filled, text)
            yield (
                f"A23-{claim}-{text}",
                lambda f, c=claim, t=fill: f.written(c, t(id=f.person.id, upper=f.person.id.upper())),
            )


def shapes() -> Cases:
    """A07 and A13: other numbers of parts, and payloads that are no object of ours."""
    for number, shape in enumerate(
        ("{0}.{1}", "{0}.{1}.{2}.AA", "{0}.{1}.{2}.AA.AA", ".{0}.{1}.{2}", "{0}.{1}.{2}.", "..")
    ):
        yield f"A07-parts-{number}", lambda f, s=shape: s.format(*f.token().split("."))
    yield "A13-nested", lambda f: f.written("jti", "[" * 50 + "]" * 50)
    yield "A13-long", lambda f: f.token(filler="x" * 5000)
    yield (
        "A13-utf8",
        lambda f: f.key.signed(json.dumps(f.key.header()), json.dumps(f.claims()).encode()[:-1] + b',"x":"\xff"}'),
    )
    yield "A13-list", lambda f: f.key.signed(json.dumps(f.key.header()), json.dumps([f.claims()]))
    yield "A13-text", lambda f: f.key.signed("not JSON", "neither")


def kinds() -> Cases:
    """A14: tokens for other purposes."""
    yield "A14-refresh-token", lambda f: str(f.person.tokens["refresh"])
    for kind in KINDS:
        yield f"A14-typ-{kind}", lambda f, k=kind: f.token(typ=k)


def tampered() -> Cases:
    """A11: every bit counts, and no token has a second encoding."""
    for place in (0, 1, 100, 200, 339):
        yield f"A11-flipped-{place}", partial(_flipped, place)
    yield "A11-payload-of-another", _with_payload_of_another
    for number, cut in enumerate((slice(0, -1), slice(0, -4), slice(0, -300))):
        yield f"A11-truncated-{number}", lambda f, c=cut: f.token()[c]
    for tail in ("A", "AAAA", "=", "==", "!!", "%", "+", "/"):
        yield f"A11-tail-{tail}", lambda f, t=tail: f.token() + t
        yield f"A11-inside-{tail}", lambda f, t=tail: f.token().replace(".", f"{t}.", 1)
    yield "A11-last-character", _spelt_otherwise


def _flipped(place: int, forge: Forge) -> str:
    signing_input, _, signature = forge.token().rpartition(".")
    flipped = ALPHABET[ALPHABET.index(signature[place]) ^ 32]
    return f"{signing_input}.{signature[:place]}{flipped}{signature[place + 1 :]}"


def _with_payload_of_another(forge: Forge) -> str:
    header, _, signature = forge.token().split(".")
    payload = base64url(json.dumps(forge.claims(sub=forge.other.id)).encode())
    return f"{header}.{payload}.{signature}"


def _spelt_otherwise(forge: Forge) -> str:
    """256 bytes leave four bits of the last character without a meaning."""
    token = forge.token()
    return token[:-1] + ALPHABET[ALPHABET.index(token[-1]) ^ 1]


def well_known_secrets(count: int) -> list[bytes]:
    """Return the secrets that are tried first: names from tutorials, then the passwords that most people use."""
    words = gzip.decompress(
        (Path(password_validation.__file__).parent / "common-passwords.txt.gz").read_bytes()
    ).split()
    return [b"secret", b"changeme", b"django-insecure", b"test", b"kith", b"jwt", b"your-256-bit-secret", *words][
        :count
    ]


def _filled(value: Any, **names: str) -> Any:
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if isinstance(value, list):
        return [_filled(each, **names) for each in value]
    return {name: _filled(each, **names) for name, each in value.items()} if isinstance(value, dict) else value


FORGERIES: dict[str, Make] = dict(all_forgeries())
