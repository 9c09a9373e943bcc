"""F: bodies. What two programs could read differently, or what costs more to read than to send, is refused."""

import json

import pytest

from tests.security.answers import check

JSON = {"Content-Type": "application/json"}
BODIES: dict[str, bytes] = {
    "F05-deep-lists": b'{"text":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
    "F05-deep-lists-open": b"[" * 100_000,
    "F05-deep-objects": b'{"a":' * 40_000 + b"1" + b"}" * 40_000,
    "F05-deep-33": b'{"text": "x", "a":' + b"[" * 33 + b"]" * 33 + b"}",
    "F05-many-keys": b"{" + b",".join(b'"%d":1' % number for number in range(25_000)) + b',"text":1}',
    "F05-a-million-keys": b"{" + b",".join(b'"%d":1' % number for number in range(1_000_000)) + b"}",
    "F05-duplicate-keys": b'{"text": "a", "text": "b"}',
    "F05-duplicate-inside": b'{"text": "a", "x": {"y": 1, "y": 2}}',
    "F05-duplicate-escaped": b'{"text": "a", "\\u0074ext": "b"}',
    "F05-trailing-object": b'{"text": "a"} {}',
    "F05-trailing-comma": b'{"text": "a",}',
    "F05-trailing-nul": b'{"text": "a"}\x00',
    "F05-bom": b'\xef\xbb\xbf{"text": "a"}',
    "F05-array": b'["text"]',
    "F05-null": b"null",
    "F05-string": b'"text"',
    "F05-number": b"1",
    "F05-true": b"true",
    "F05-spaces": b" " * 1000,
    "F05-single-quotes": b"{'text': 'a'}",
    "F05-comment": b'{"text": "a" /* x */}',
    "F05-not-utf-8": b'{"text": "\xff\xfe"}',
    "F05-overlong": b'{"text": "\xc0\xaf"}',
    "F05-surrogate-in-utf-8": b'{"text": "\xed\xa0\x80"}',
    "F05-raw-line-break": b'{"text": "a\nb"}',
    "F05-half": b'{"text": "a',
    "F06-too-large": b'{"text": "' + b"x" * 300_000 + b'"}',
    "F06-much-too-large": b'{"text": "' + b"x" * 5_000_000 + b'"}',
}


@pytest.mark.parametrize("case", BODIES)
def test_it_is_refused_and_costs_little(case, attacker, cpu):
    before, memory = attacker.ids("posts/?author=me"), cpu.rss_mb("posts-web")

    def ask() -> None:
        answer = attacker.request("POST", "posts/", content=BODIES[case], headers=JSON)
        assert answer.status_code in (400, 413), answer.text

    assert cpu.ms_of("posts-web", ask, times=2) <= 50
    assert cpu.rss_mb("posts-web") < memory + 20
    assert attacker.ids("posts/?author=me") == before


LARGE = b'{"text": "' + b"x" * 400_000 + b'"}'
CHUNKED_BODIES = {
    "F06-one-chunk": b"%x\r\n%s\r\n0\r\n\r\n" % (len(LARGE), LARGE),
    "F06-many-chunks": b"".join(b"%x\r\n%s\r\n" % (1000, b"x" * 1000) for _ in range(400)) + b"0\r\n\r\n",
    "F06-tiny-chunks": b"1\r\nx\r\n" * 300_000 + b"0\r\n\r\n",
    "F06-no-end": b"%x\r\n%s\r\n" % (len(LARGE), LARGE),
}


@pytest.mark.parametrize("case", CHUNKED_BODIES)
def test_a_large_body_without_a_content_length(case, raw_client, attacker, cpu):
    memory = cpu.rss_mb("posts-web")
    lines = [f"Authorization: Bearer {attacker.tokens['access']}", "Content-Type: application/json"]

    with raw_client.open() as wire:
        wire.send(raw_client.request("POST", "/api/v1/posts/", *lines, "Transfer-Encoding: chunked"))
        answer = wire.send(CHUNKED_BODIES[case]).reply()

    assert answer is None or check(answer).status_code in (400, 413)
    assert cpu.rss_mb("posts-web") < memory + 20


FORM = b"--x\r\nContent-Disposition: form-data; name=text\r\n\r\nx\r\n"
MULTIPARTS = {
    "F06-10000-parts": (FORM * 4_000 + b"--x--\r\n", "boundary=x"),
    "F06-no-end": (FORM * 10, "boundary=x"),
    "F06-no-boundary": (FORM * 10, "charset=utf-8"),
    "F06-endless-boundary": (FORM, "boundary=" + "x" * 5000),
    "F06-100000-fields": (b"&".join(b"a%d=1" % number for number in range(25_000)), "x-www-form-urlencoded"),
}


@pytest.mark.parametrize("case", MULTIPARTS)
def test_forms_are_not_read(case, attacker, cpu):
    body, kind = MULTIPARTS[case]
    media = f"application/{kind}" if kind.startswith("x-") else f"multipart/form-data; {kind}"

    def ask() -> None:
        answer = attacker.request("POST", "posts/", content=body, headers={"Content-Type": media})
        assert answer.status_code in (400, 413, 415)

    assert cpu.ms_of("posts-web", ask, times=2) <= 50


@pytest.mark.parametrize(
    "accept", ["text/html", "application/xml", "*/*;q=0", "text/plain;q=1, text/html", "application/json;q=0"]
)
def test_F27_answers_are_json_or_nothing(accept, http, attacker):
    for answer in (
        http.get("/api/v1/posts/", headers={"Accept": accept}),
        attacker.get("feed/", headers={"Accept": accept}),
    ):
        assert answer.status_code in (200, 406)
        assert answer.headers["Content-Type"] in (
            "application/json; charset=utf-8",
            "application/problem+json; charset=utf-8",
        )
        assert "<" not in json.dumps([part for part in answer.text if part == "<"])


DATES = [
    "0000",
    "0000-00-00",
    "10000-01-01",
    "2001-02-29",
    "2001-13-01",
    "1899-12-31",
    "9999-12-31",
    "2001-01-01T00:00:00",
]
DATES += [
    "2016-12-31T23:59:60Z",
    "01/02/2001",
    "-0001-01-01",
    "today",
    "",
    " 2001-01-01",
]


@pytest.mark.parametrize("date", [*DATES, 0, 20010101, True, ["2001-01-01"]], ids=lambda date: f"F19-{date}")
def test_an_invalid_date_is_refused(date, attacker):
    answer = attacker.change("users/me/", {"birth_date": date})

    assert answer.status_code == 400, answer.text
    assert attacker.get("users/me/").json()["birth_date"] is None


@pytest.mark.parametrize("date", [*DATES, "9999-12-31T23:59:59Z", 0, True, []], ids=lambda date: f"F19-{date}")
def test_an_invalid_time_of_publishing_is_refused(date, attacker):
    answer = attacker.post("posts/", {"text": "Later.", "publish_at": date})

    assert answer.status_code in (400, 422), answer.text
    assert attacker.results("scheduled-posts/") == []
    assert attacker.results("posts/?author=me") == []
