"""Tokens at the service: what is not exactly ours is refused. Ids are those of the security catalogue."""

import base64
import json
import time
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from chassis.ids import uuid7
from chassis.testing.issuer import issuer

NOW = int(time.time())
KID, KEY = issuer.signing_key()
OTHER_KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC_PEM = KEY.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)


def claims(**changes):
    good = {
        "iss": "https://kith.test", "aud": "kith", "sub": str(uuid7()), "sid": str(uuid4()), "username": "ann",
        "roles": ["user"], "typ": "access", "jti": uuid4().hex, "iat": NOW, "nbf": NOW, "exp": NOW + 300,
    }  # fmt: skip
    return {name: value for name, value in (good | changes).items() if value is not ...}


def made(header=None, payload=None, key=KEY):
    """Return a token with any header and payload, signed with RS256 over exactly these bytes."""
    head = b64(json.dumps(header or {"alg": "RS256", "kid": KID, "typ": "JWT"}).encode())
    body = b64(payload if isinstance(payload, bytes) else json.dumps(payload or claims()).encode())
    signature = jwt.algorithms.RSAAlgorithm(jwt.algorithms.RSAAlgorithm.SHA256).sign(f"{head}.{body}".encode(), key)
    return f"{head}.{body}.{b64(signature)}"


def with_header(**changes):
    return made({k: v for k, v in ({"alg": "RS256", "kid": KID, "typ": "JWT"} | changes).items() if v is not ...})


def b64(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def hmac_with(secret, alg="HS256"):
    head, body = b64(json.dumps({"alg": alg, "kid": KID, "typ": "JWT"}).encode()), b64(json.dumps(claims()).encode())
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256).sign(
        f"{head}.{body}".encode(), secret
    )
    return f"{head}.{body}.{b64(signature)}"


def signed(alg, key):
    return jwt.encode(claims(), key, algorithm=alg, headers={"kid": KID})


def unsigned(alg):
    return ".".join(
        [b64(json.dumps({"alg": alg, "kid": KID, "typ": "JWT"}).encode()), b64(json.dumps(claims()).encode()), ""]
    )


GOOD = made()
HEAD, BODY, SIGNATURE = GOOD.split(".")
FLIPPED = chr(ord(SIGNATURE[10]) ^ 1) if SIGNATURE[10] not in "-_/Zz9" else "A"
REFUSED = {
    "a02_none": unsigned("none"),
    "a02_None": unsigned("nOnE"),
    "a02_empty_signature": f"{HEAD}.{BODY}.",
    "a03_hs256_with_pem": hmac_with(PUBLIC_PEM),
    "a03_hs256_with_empty_key": hmac_with(b""),
    "a04_rs384": signed("RS384", KEY),
    "a04_ps256": signed("PS256", KEY),
    "a04_es256": signed("ES256", ec.generate_private_key(ec.SECP256R1())),
    "a04_eddsa": signed("EdDSA", ed25519.Ed25519PrivateKey.generate()),
    "a04_alg_missing": with_header(alg=...),
    "a04_alg_list": with_header(alg=["RS256"]),
    "a04_alg_number": with_header(alg=256),
    "a05_kid_unknown": with_header(kid="unknown"),
    "a05_kid_path": with_header(kid="../../dev/null"),
    "a05_kid_sql": with_header(kid="' OR 1=1--"),
    "a05_kid_long": with_header(kid="a" * 100_000),
    "a05_kid_number": with_header(kid=1),
    "a05_kid_missing": with_header(kid=...),
    "a06_jku": with_header(jku="https://evil.test/jwks.json"),
    "a06_jwk": with_header(jwk={"kty": "RSA"}),
    "a06_x5u": with_header(x5u="https://evil.test/"),
    "a07_crit": with_header(crit=["x"]),
    "a07_b64": with_header(b64=False),
    "a07_zip": with_header(zip="DEF"),
    "a07_two_parts": f"{HEAD}.{BODY}",
    "a07_four_parts": f"{GOOD}.{SIGNATURE}",
    "a07_five_parts": f"{GOOD}.a.b",
    "a07_header_list": made(["RS256"]),
    "a08_iss_wrong": made(payload=claims(iss="https://evil.test")),
    "a08_iss_slash": made(payload=claims(iss="https://kith.test/")),
    "a08_iss_part": made(payload=claims(iss="https://kith")),
    "a08_iss_list": made(payload=claims(iss=["https://kith.test"])),
    "a08_iss_missing": made(payload=claims(iss=...)),
    "a08_aud_wrong": made(payload=claims(aud="other")),
    "a08_aud_missing": made(payload=claims(aud=...)),
    "a08_aud_list_without": made(payload=claims(aud=["other"])),
    "a08_aud_list_with": made(payload=claims(aud=["kith"])),
    "a09_expired": made(payload=claims(exp=NOW - 11)),
    **{
        f"a09_exp_{name}": made(payload=claims(exp=value))
        for name, value in {
            "missing": ...,
            "string": str(NOW + 300),
            "float": NOW + 300.5,
            "negative": -1,
            "true": True,
            "null": None,
            "2_63": 2**63,
            "list": [NOW + 300],
        }.items()
    },
    "a09_exp_infinite": made(payload=json.dumps(claims()).replace(str(NOW + 300), "1e400").encode()),
    "a10_nbf_future": made(payload=claims(nbf=NOW + 600)),
    "a10_iat_future": made(payload=claims(iat=NOW + 600)),
    "a11_flipped_signature": f"{HEAD}.{BODY}.{SIGNATURE[:10]}{FLIPPED}{SIGNATURE[11:]}",
    "a11_other_payload": f"{HEAD}.{b64(json.dumps(claims()).encode())}.{SIGNATURE}",
    "a11_truncated": GOOD[:-4],
    "a11_padding": GOOD + "==",
    "a11_trailing_junk": GOOD + "!!",
    "a11_trailing_space": GOOD + " ",
    "a11_newline_inside": f"{HEAD}.{BODY}\n.{SIGNATURE}",
    "a11_not_canonical": GOOD[:-1] + chr(ord(GOOD[-1]) + 1),
    "a13_nested": made(payload=json.dumps(claims(x=json.loads("[" * 50 + "]" * 50))).encode()[:-1] + b"[}"),
    "a13_long": made(payload=claims(x="a" * 8192)),
    "a13_bad_utf8": made(payload=b'{"sub": "\xff\xfe"}'),
    "a13_no_object": made(payload=b"[]"),
    "a13_not_ascii": GOOD + "é",
    "a14_refresh": made(payload=claims(typ="refresh")),
    "a14_other_typ": made(payload=claims(typ="email-confirm")),
    "a14_typ_missing": made(payload=claims(typ=...)),
    "a23_sub_number": made(payload=claims(sub=1)),
    "a23_sub_null": made(payload=claims(sub=None)),
    "a23_sub_path": made(payload=claims(sub="../")),
    "a23_sub_list": made(payload=claims(sub=[str(uuid7())])),
    "a23_sub_upper": made(payload=claims(sub=str(uuid7()).upper())),
    "a23_sid_missing": made(payload=claims(sid=...)),
    "a25_foreign_key": made(key=OTHER_KEY),
    "no_username": made(payload=claims(username=...)),
    "roles_text": made(payload=claims(roles="admin")),
}


def ask(api, header, path="/me/"):
    return api().get(path, HTTP_AUTHORIZATION=header)


def test_a_token_that_is_ours_is_accepted(api):
    assert ask(api, f"Bearer {GOOD}").status_code == 200


@pytest.mark.parametrize("path", ["/me/", "/trivial/"], ids=["required", "public"])
@pytest.mark.parametrize("raw", REFUSED.values(), ids=REFUSED.keys())
def test_a_token_that_is_not_exactly_ours_is_refused(api, raw, path):
    response = ask(api, f"Bearer {raw}", path)

    assert response.status_code == 401
    assert response["WWW-Authenticate"].startswith('Bearer error="invalid_token"')
    assert response.json()["code"] == ("token_expired" if raw == REFUSED["a09_expired"] else "token_invalid")


@pytest.mark.parametrize(
    "header", ["Bearer", "Bearer ", f"Basic {GOOD}", f"Bearer  {GOOD}", GOOD, f"Token {GOOD}", ","]
)
def test_a01_another_form_of_the_header_is_refused(api, header):
    assert ask(api, header).status_code == 401


@pytest.mark.parametrize("query", [f"?access_token={GOOD}", f"?token={GOOD}"])
def test_a01_a_token_in_the_query_or_a_cookie_is_ignored(api, query):
    client = api()
    client.cookies["access"] = GOOD

    assert client.get(f"/me/{query}").status_code == 401


def test_a09_a_clock_that_is_a_little_late_does_no_harm(api):
    assert ask(api, f"Bearer {made(payload=claims(exp=int(time.time()) - 5))}").status_code == 200


@pytest.mark.parametrize("name", ["HTTP_X_USER_ID", "HTTP_REMOTE_USER", "HTTP_X_AUTH_USER", "REMOTE_USER"])
def test_b04_no_header_is_believed_for_identity(api, name):
    assert api().get("/me/", **{name: str(uuid7())}).status_code == 401
