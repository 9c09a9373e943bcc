"""The one catalogue of tokens that must be refused: by the gateway, and by each service without the gateway.

A case has an id, how its token is made (only when the case is run), and why it is refused.
"""

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any, NamedTuple

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding

from gateway.testing.forged_values import (
    ALGORITHMS,
    AUDIENCES,
    EXTENSIONS,
    ISSUERS,
    KEY_IDS,
    KINDS,
    OWN_KEYS,
    SUBJECTS,
    TIMES,
    WITHOUT_SIGNATURE,
)
from gateway.testing.forging import Forge
from gateway.testing.tokens import base64url

Make = Callable[[Forge], str]
Cases = Iterator[tuple[str, Make]]
EXPIRED = "A09-a-second-past-the-leeway"
"""The one case whose refusal has the code ``token_expired``."""


class Forgery(NamedTuple):
    """How a token is made that must be refused, and why it must be."""

    make: Make
    why: str


ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def unsigned() -> Cases:
    """A02: nobody signed it."""
    for algorithm in WITHOUT_SIGNATURE:
        for form, tail in (("empty", "."), ("missing", ""), ("short", ".AA")):
            yield f"A02-{algorithm or 'blank'}-{form}", partial(_unsigned, algorithm, tail)


def _unsigned(algorithm: str, tail: str, forge: Forge) -> str:
    return forge.token({"alg": algorithm}).rpartition(".")[0] + tail


def keyed() -> Cases:
    """A03: its HMAC has the public key as its secret, which everybody knows."""
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
            yield f"A03-{name}-{algorithm}", partial(lambda s, a, f: f.keyed(s(f), a), secret, algorithm)


def _der(forge: Forge) -> bytes:
    public = forge.key.private.public_key()
    return public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)


def algorithms() -> Cases:
    """A04: its algorithm, named only or used, is another than RS256."""
    for algorithm in ALGORITHMS:
        yield f"A04-named-{algorithm}", partial(lambda a, f: f.token({"alg": a}), algorithm)
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
    """A05 to A07, A26: its header names no key of ours, brings a key or an extension, or another key signed it."""
    for number, kid in enumerate(KEY_IDS):
        yield f"A05-{number}", partial(lambda k, f: f.token({"kid": _filled(k, kid=f.key.kid)}), kid)
    for field, value in OWN_KEYS.items():
        yield f"A06-{field}-ours", partial(lambda n, v, f: f.token({n: v}), field, value)
        yield f"A06-{field}-attackers", partial(lambda n, v, f: f.foreign({n: v}), field, value)
    for fields in EXTENSIONS:
        yield f"A07-{json.dumps(fields)}", partial(lambda h, f: f.token(h), fields)
    yield "A26-foreign-key", lambda f: f.foreign()
    yield "A26-weak-key", lambda f: f.foreign(bits=1024)


def issuers() -> Cases:
    """A08: another issued it, or it is for another audience."""
    for number, text in enumerate(ISSUERS):
        yield f"A08-iss-{number}", partial(_issued_by, text)
    for number, audience in enumerate(AUDIENCES):
        yield f"A08-aud-{number}", partial(lambda a, f: f.token(aud=a), audience)


def _issued_by(text: str, forge: Forge) -> str:
    issuer = forge.key.issuer
    return forge.written("iss", _filled(text, iss=issuer, short=issuer[:-1], upper=issuer.upper()))


def times() -> Cases:
    """A09, A10: it has expired, is from the future, or its times are not whole numbers of seconds."""
    yield EXPIRED, lambda f: f.token(exp=int(time.time()) - 11)
    for claim in ("exp", "iat"):
        yield f"A09-{claim}-missing", partial(lambda c, f: f.token(**{c: None}), claim)
    for claim in ("exp", "nbf", "iat"):
        for text in TIMES:
            later = partial(_filled, text)
            yield (
                f"A09-{claim}-{text}",
                partial(lambda c, t, f: f.written(c, t(later=str(int(time.time()) + 300))), claim, later),
            )
    for claim in ("nbf", "iat"):
        yield f"A10-{claim}", partial(lambda c, f: f.token(**{c: int(time.time()) + 30}), claim)


def subjects() -> Cases:
    """A23: its account or session is not a UUID in the one spelling."""
    for claim in ("sub", "sid"):
        yield f"A23-{claim}-missing", partial(lambda c, f: f.token(**{c: None}), claim)
        for text in SUBJECTS:
            fill = partial(_filled, text)
            yield (
                f"A23-{claim}-{text}",
                partial(lambda c, t, f: f.written(c, t(id=f.good["sub"], upper=f.good["sub"].upper())), claim, fill),
            )


def shapes() -> Cases:
    """A07, A13: it has not three parts that are JSON objects of ours."""
    for number, shape in enumerate(
        ("{0}.{1}", "{0}.{1}.{2}.AA", "{0}.{1}.{2}.AA.AA", ".{0}.{1}.{2}", "{0}.{1}.{2}.", "..")
    ):
        yield f"A07-parts-{number}", partial(lambda s, f: s.format(*f.token().split(".")), shape)
    yield "A13-nested", lambda f: f.written("jti", "[" * 50 + "]" * 50)
    yield "A13-long", lambda f: f.token(filler="x" * 5000)
    yield (
        "A13-utf8",
        lambda f: f.key.signed(json.dumps(f.key.header()), json.dumps(f.claims()).encode()[:-1] + b',"x":"\xff"}'),
    )
    yield "A13-list", lambda f: f.key.signed(json.dumps(f.key.header()), json.dumps([f.claims()]))
    for number, header in enumerate((b"\xff\xfe", "null", "[]", '["RS256"]', "not JSON")):
        yield f"A13-header-{number}", partial(lambda h, f: f.key.signed(h, json.dumps(f.claims())), header)
    for number, payload in enumerate(("null", "[]", '"text"', "{", "", "not JSON")):
        yield f"A13-payload-{number}", partial(lambda p, f: f.key.signed(json.dumps(f.key.header()), p), payload)


def kinds() -> Cases:
    """A14: it is for another purpose than access."""
    for kind in KINDS:
        yield f"A14-typ-{kind}", partial(lambda k, f: f.token(typ=k), kind)


def tampered() -> Cases:
    """A11: its bytes were changed after it was signed, or spelt otherwise."""
    for place in (0, 1, 100, 200, 339):
        yield f"A11-flipped-{place}", partial(_flipped, place)
    yield "A11-constant", lambda f: f.token().rpartition(".")[0] + "." + "A" * 342
    yield "A11-payload-of-another", _with_payload_of_another
    for number, cut in enumerate((slice(0, -1), slice(0, -4), slice(0, -300))):
        yield f"A11-truncated-{number}", partial(lambda c, f: f.token()[c], cut)
    for tail in ("A", "AAAA", "=", "==", "!!", "%", "+", "/"):
        yield f"A11-tail-{tail}", partial(lambda t, f: f.token() + t, tail)
        yield f"A11-inside-{tail}", partial(lambda t, f: f.token().replace(".", f"{t}.", 1), tail)
    yield "A11-last-character", _spelt_otherwise


def _flipped(place: int, forge: Forge) -> str:
    signing_input, _, signature = forge.token().rpartition(".")
    flipped = ALPHABET[ALPHABET.index(signature[place]) ^ 32]
    return f"{signing_input}.{signature[:place]}{flipped}{signature[place + 1 :]}"


def _with_payload_of_another(forge: Forge) -> str:
    header, _, signature = forge.token().split(".")
    payload = base64url(json.dumps(forge.claims(sub=forge.other_id)).encode())
    return f"{header}.{payload}.{signature}"


def _spelt_otherwise(forge: Forge) -> str:
    """256 bytes leave four bits of the last character without a meaning."""
    token = forge.token()
    return token[:-1] + ALPHABET[ALPHABET.index(token[-1]) ^ 1]


def _filled(value: Any, **names: str) -> Any:
    if isinstance(value, str):
        for name, text in names.items():
            value = value.replace(f"{{{name}}}", text)
        return value
    if isinstance(value, list):
        return [_filled(each, **names) for each in value]
    return {name: _filled(each, **names) for name, each in value.items()} if isinstance(value, dict) else value


GROUPS = (unsigned, keyed, algorithms, headers, issuers, times, subjects, shapes, kinds, tampered)
FORGERIES = {name: Forgery(make, str(cases.__doc__)) for cases in GROUPS for name, make in cases()}
"""Every case by its id, which begins with that of the security catalogue."""
