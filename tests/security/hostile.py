"""Requests that nobody should send."""

import json
from typing import Any

LONG = "x" * 6000
FIELDS = (
    "username", "email", "password", "password_confirm", "bio", "refresh", "text", "title", "visibility", "language",
    "content_warning", "reply_to", "display_name", "location", "website", "pronouns",
)  # fmt: skip
VALUES: dict[str, Any] = {
    "null": None,
    "true": True,
    "zero": 0,
    "huge": 2**63,
    "list": ["a"],
    "object": {"$ne": None},
    "empty": "",
    "blank": " \u200b\u2060 ",
    "long": LONG,
    "nul": "a\0b",
    "controls": "a\x1b[31mb\x7f",
    "sql": "' OR 1=1; DROP TABLE post; --",
    "template": "{{7*7}}${7*7}%s%n{0.__class__}",
    "rtl": "\u202eabc",
    "marks": "e" + "\u0301" * 4000,
}
BODIES: dict[str, bytes] = {name: json.dumps(dict.fromkeys(FIELDS, value)).encode() for name, value in VALUES.items()}
BODIES |= {
    "nothing": b"",
    "no_json": b"text=hello",
    "broken": b'{"text": "a',
    "trailing": b'{"text": "a"} {}',
    "array": b"[1]",
    "string": b'"text"',
    "null_root": b"null",
    "number": b"1e400",
    "overflow": b'{"text": 1e400}',
    "nan": b'{"text": NaN}',
    "duplicate": b'{"text": "a", "text": "b"}',
    "surrogate": b'{"text": "\\ud800"}',
    "bom": b'\xef\xbb\xbf{"text": "a"}',
    "not_utf8": b'{"text": "\xff\xfe"}',
    "deep": b'{"text":' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "digits": b'{"text": ' + b"9" * 5_000 + b"}",
    "large": b'{"text": "' + b"x" * 300_000 + b'"}',
    "many_keys": json.dumps({f"k{number}": number for number in range(10_000)}).encode(),
}
CONTENT_TYPES = ("text/plain", "application/x-www-form-urlencoded", "application/json; charset=utf-16", "a/b/c", "")
QUERIES = (
    "limit=0", "limit=-1", "limit=1e9", "limit=%00", "limit=99999999999999999999", "limit=%D9%A1",
    "cursor=x", "cursor=%00", "cursor=%FF%FE", "cursor=" + "A" * 3000, "cursor=..%2F..%2Fetc",
    "ids=x", "ids=" + ",".join(["00000000-0000-7000-8000-000000000000"] * 101), "ids=%00",
    "author=nobody", "author=%27%20OR%201%3D1", "type=x", "type=%00", "unread=maybe",
    "ordering=password", "author__password__startswith=p", "fields=id&include=x&expand=user.password", "format=xml",
    "%00=%00", "a%5B%5D=1", "_method=DELETE",
)  # fmt: skip
HEADERS: tuple[dict[str, str], ...] = (
    {"Idempotency-Key": "k" * 300},
    {"Accept": "text/html"},
    {"Accept": "application/xml;q=1, */*;q=0"},
    {"X-Request-ID": "a b\tc" * 100},
    {"traceparent": "00-zz-zz-01"},
    {"X-HTTP-Method-Override": "DELETE", "X-Original-URL": "/internal/", "X-User-Id": "1", "X-Forwarded-For": "x"},
    {"Range": "bytes=0-1,5-2"},
    {"If-None-Match": "*", "Expect": "x"},
)
IDS = ("00000000-0000-7000-8000-000000000000", "-" * 36, "0" * 36, "ffffffff-ffff-ffff-ffff-ffffffffffff")
