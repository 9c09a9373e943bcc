"""F: names and addresses. Each has one form, and nobody can take a name that looks like another."""

import pytest

from tests.e2e.client import PASSWORD, name_like, register


def wide(text: str) -> str:
    """Return ASCII letters in their full-width forms."""
    return "".join(chr(ord(c) + 0xFEE0) if c.isascii() else c for c in text)


BAD_NAMES = {
    "dot-first": ".{name}",
    "dot-last": "{name}.",
    "dot-dot": "{name}..x",
    "dot-leader": "{name}‥x",
    "digits": "20261121",
    "reserved": "admin",
    "reserved-upper": "ADMIN",
    "api": "api",
    "me": "me",
    "dot": ".",
    "dots": "..",
    "three-dots": "...",
    "underscores": "___",
    "percent": "%2e%2e",
    "circled": "ⓐdmin",
    "cyrillic": "\u0430dmin",
    "turkish": "ADMİN",
    "ligature": "ﬁ",
    "trailing-space": "{name} ",
    "leading-space": " {name}",
    "zero-width": "{name}\u200b",
    "soft-hyphen": "a\u00ad{name}",
    "rtl": "\u202e{name}",
    "thousand": "x" * 1000,
    "31": "x" * 31,
    "2": "ab",
    "newline": "{name}\n",
    "tab": "{name}\t",
    "emoji": "{name}\U0001f600",
    "at": "@{name}",
    "slash": "{name}/x",
    "dash": "{name}-x",
    "plus": "{name}+x",
    "empty": "",
    "null": None,
    "number": 12345,
    "list": ["{name}"],
    "route-login": "login",
    "route-users": "users",
    "well-known": "well-known",
    "jwks": "jwks",
    "undefined": "undefined",
    "null-word": "null",
    "root": "root",
    "support": "support",
    "quote": "a'or'1",
    "combining": "e\u0301{name}",
    "greek": "αβγδ",
    "fullwidth-cyrillic": wide("adm\u0456n"),
}
BAD_ADDRESSES = {
    "no-dot": "a@b",
    "no-at": "a.example.org",
    "no-local": "@example.org",
    "no-domain": "a@",
    "two-ats": "a@b@example.org",
    "crlf": "a@example.org\r\nBcc: b@example.org",
    "lf": "a@example.org\nBcc: b@example.org",
    "lf-end": "a@example.org\n",
    "nul": "a\x00@example.org",
    "space": "a b@example.org",
    "320": "x" * 310 + "@example.org",
    "255": "x" * 60 + "@" + "y" * 200,
    "long-domain": "a@" + "y." * 130 + "org",
    "comma": "a@example.org,b@example.org",
    "angle": "<a@example.org>",
    "name": "A <a@example.org>",
    "ip": "a@[127.0.0.1",
    "dot-dot": "a..b@example.org",
    "idn-local": "ü@example.org",
    "dash-domain": "a@-example.org",
    "number": 7,
    "null": None,
    "list": ["a@example.org"],
    "percent-crlf": "a%0d%0a@example",
}
GOOD_ADDRESSES = {
    "plus": ("{name}+tag@Example.ORG", "{name}+tag@example.org"),
    "quoted": ('"{name} x"@example.org', None),
    "idn": ("{name}@bücher.example", "{name}@xn--bcher-kva.example"),
    "upper": ("{NAME}@EXAMPLE.ORG", "{name}@example.org"),
    "wide": ("{name}@" + wide("example") + ".org", "{name}@example.org"),
}


@pytest.mark.parametrize("case", BAD_NAMES, ids=lambda case: f"F10-{case}")
def test_a_name_that_nobody_can_have(case, http):
    fresh, name = name_like("n")[:20], BAD_NAMES[case]
    name = name.replace("{name}", fresh) if isinstance(name, str) else name
    body = {"username": name, "email": f"{fresh}@example.org", "password": PASSWORD, "password_confirm": PASSWORD}

    answer = http.post("/api/v1/auth/register/", json=body)

    assert answer.status_code == 400, answer.text
    if isinstance(name, str):
        assert "username" in {fault["field"] for fault in answer.json()["errors"]}
    assert http.post("/api/v1/auth/login/", json={"login": fresh, "password": PASSWORD}).status_code == 401


SPELLINGS = {
    "upper": str.upper,
    "title": str.title,
    "wide": wide,
    "circled": lambda name: "ⓥ" + name[1:],
    "mathematical": lambda name: "\U0001d42f" + name[1:],
}


@pytest.mark.parametrize("case", SPELLINGS, ids=lambda case: f"F10-{case}")
def test_a_name_is_taken_in_every_spelling(case, http, victim):
    spelt = SPELLINGS[case](victim.username)

    answer = register(http, username=spelt, email=f"{name_like('x')}@example.org")

    assert [fault["code"] for fault in answer.json()["errors"]] == ["taken"]
    for name in (spelt, victim.username):
        assert (
            http.post("/api/v1/auth/login/", json={"login": name, "password": PASSWORD}).json()["user"]["id"]
            == victim.id
        )


@pytest.mark.parametrize("case", BAD_ADDRESSES, ids=lambda case: f"F11-{case}")
def test_an_invalid_email_address_is_refused(case, http):
    name = name_like("m")
    body = {"username": name, "email": BAD_ADDRESSES[case], "password": PASSWORD, "password_confirm": PASSWORD}

    answer = http.post("/api/v1/auth/register/", json=body)

    assert answer.status_code == 400, answer.text


@pytest.mark.parametrize("case", GOOD_ADDRESSES, ids=lambda case: f"F11-{case}")
def test_an_address_has_one_form(case, http):
    name = name_like("m")
    sent, kept = (
        text and text.replace("{name}", name).replace("{NAME}", name.upper()) for text in GOOD_ADDRESSES[case]
    )

    answer = register(http, username=name, email=sent)

    assert answer.status_code in ((201,) if kept else (201, 400)), answer.text
    if kept:
        assert answer.json()["user"]["email"] == kept
        assert http.post("/api/v1/auth/login/", json={"login": sent, "password": PASSWORD}).status_code == 200
