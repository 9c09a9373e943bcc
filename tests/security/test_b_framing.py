"""B15: requests whose end is ambiguous. One request gets one answer, and the next one gets its own."""

from uuid import uuid4

import pytest

from runtime.thoroughness import rounds
from tests.security.answers import check
from tests.security.wire import RawClient

POSTS = "/api/v1/posts/"
PAIRS = rounds(150, 1000)
HIDDEN = b"GET /api/v1/smuggled/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Request-ID: smuggled-request\r\n\r\n"
CHUNKED = b"5\r\n{   }\r\n0\r\n\r\n"

LENGTHS = {
    "negative": ["Content-Length: -1"],
    "plus": ["Content-Length: +5"],
    "overflow": ["Content-Length: 18446744073709551621"],
    "huge": ["Content-Length: 99999999999999999999999999"],
    "hexadecimal": ["Content-Length: 0x5"],
    "words": ["Content-Length: five"],
    "list": ["Content-Length: 5, 5"],
    "space": ["Content-Length: 5 5"],
    "two": ["Content-Length: 5", "Content-Length: 6"],
    "twice": ["Content-Length: 5", "Content-Length: 5"],
    "cl-te": ["Content-Length: 6", "Transfer-Encoding: chunked"],
    "te-cl": ["Transfer-Encoding: chunked", "Content-Length: 4"],
    "te-unknown": ["Transfer-Encoding: xchunked"],
    "te-identity": ["Transfer-Encoding: identity"],
    "te-gzip": ["Transfer-Encoding: gzip, chunked"],
    "te-list": ["Transfer-Encoding: chunked, identity"],
    "te-two": ["Transfer-Encoding: chunked", "Transfer-Encoding: identity"],
    "te-twice": ["Transfer-Encoding: chunked", "Transfer-Encoding: chunked"],
    "te-quoted": ['Transfer-Encoding: "chunked"'],
    "te-vertical-tab": ["Transfer-Encoding: \x0bchunked"],
    "te-folded": ["Transfer-Encoding:", " chunked"],
    "te-nul": ["Transfer-Encoding: chunked\x00"],
    "te-hidden-in-cr": ["X: x\rTransfer-Encoding: chunked"],
}
"""Header lines that must end the connection, whatever the body is."""
UNSEEN = {
    "te-space-before-colon": ["Transfer-Encoding : chunked"],
    "te-underscore": ["Transfer_Encoding: chunked"],
    "te-prefix": [" Transfer-Encoding: chunked"],
    "cl-space-before-colon": ["Content-Length : 5"],
}
"""Lines that are no header, so that the request has no body."""
CHUNKS = {
    "hexadecimal": b"0x5\r\n{   }\r\n0\r\n\r\n",
    "negative": b"-5\r\n{   }\r\n0\r\n\r\n",
    "overflow": b"FFFFFFFFFFFFFFFFF\r\n{   }\r\n0\r\n\r\n",
    "wrong-size": b"3\r\n{   }\r\n0\r\n\r\n",
    "no-number": b";\r\n{   }\r\n0\r\n\r\n",
    "too-large": b"100001\r\n" + b"x" * 0x100001 + b"\r\n0\r\n\r\n",
}
VERSIONS = {
    "0.9": b"GET /api/v1/posts/\r\n\r\n",
    "1.0-chunked": b"POST /api/v1/posts/ HTTP/1.0\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n" + CHUNKED,
    "2.0": b"GET /api/v1/posts/ HTTP/2.0\r\nHost: 127.0.0.1\r\n\r\n",
    "9.9": b"GET /api/v1/posts/ HTTP/9.9\r\nHost: 127.0.0.1\r\n\r\n",
    "none": b"GET /api/v1/posts/ \r\nHost: 127.0.0.1\r\n\r\n",
    "lower-case": b"GET /api/v1/posts/ http/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "two-spaces": b"GET  /api/v1/posts/  HTTP/1.1 x\r\nHost: 127.0.0.1\r\n\r\n",
    "h2-preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "tls": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 50,
    "nul": b"GET /api/v1/posts/\x00 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "no-target": b"GET HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
    "no-colon": b"GET /api/v1/posts/ HTTP/1.1\r\nHost 127.0.0.1\r\n\r\n",
}


def write(raw_client: RawClient, token: str, *lines: str) -> bytes:
    """Return the head of a request that would write a post."""
    return raw_client.request("POST", POSTS, f"Authorization: Bearer {token}", "Content-Type: application/json", *lines)


@pytest.fixture
def token(attacker) -> str:
    return str(attacker.tokens["access"])


@pytest.mark.parametrize("body", [b"0\r\n\r\n", CHUNKED, b"{   }"], ids=["empty", "chunked", "plain"])
@pytest.mark.parametrize("case", LENGTHS, ids=lambda case: f"B15-{case}")
def test_an_ambiguous_end_of_a_request_closes_the_connection(case, body, raw_client, token, logs):
    with raw_client.open() as wire:
        wire.send(write(raw_client, token, *LENGTHS[case]) + body + HIDDEN)
        answer = wire.reply()

        if answer is not None:
            assert check(answer).status_code in (400, 411, 413, 415, 501)
            assert wire.reply() is None

    assert "smuggled-request" not in logs.written()["access.log"]


@pytest.mark.parametrize("case", UNSEEN, ids=lambda case: f"B15-{case}")
def test_a_line_that_is_no_header_gives_no_body(case, raw_client, token, attacker):
    before = attacker.ids("posts/?author=me")

    with raw_client.open() as wire:
        wire.send(write(raw_client, token, *UNSEEN[case]) + CHUNKED)
        answers = list(iter(wire.reply, None))

    assert answers
    assert {check(answer).status_code for answer in answers} <= {400, 411}
    assert attacker.ids("posts/?author=me") == before


@pytest.mark.parametrize("case", CHUNKS, ids=lambda case: f"B15-chunk-{case}")
def test_an_invalid_chunk_closes_the_connection(case, raw_client, token, logs):
    with raw_client.open() as wire:
        wire.send(write(raw_client, token, "Transfer-Encoding: chunked") + CHUNKS[case] + HIDDEN)
        answer = wire.reply()

        assert answer is None or check(answer).status_code in (400, 413)
        assert wire.reply() is None

    assert "smuggled-request" not in logs.written()["access.log"]


def test_B15_an_extension_of_a_megabyte_is_not_kept(raw_client, token):
    """nginx reads extensions away as they come; they must neither be kept nor passed on."""
    with raw_client.open() as wire:
        wire.send(
            write(raw_client, token, "Transfer-Encoding: chunked")
            + b"5;x="
            + b"y" * 1_000_000
            + b"\r\n{   }\r\n0\r\n\r\n"
        )
        answer = wire.reply()

    assert answer is None or check(answer).status_code in (400, 413)


@pytest.mark.parametrize("case", VERSIONS, ids=lambda case: f"B15-{case}")
def test_what_is_not_http_1_1_is_refused(case, raw_client):
    with raw_client.open() as wire:
        wire.send(VERSIONS[case])
        answer = wire.reply()
        rest = wire.buffer

    assert answer is None or check(answer).status_code in (400, 405, 421, 501, 505)
    assert b'"results"' not in rest


@pytest.mark.parametrize("case", ["crlf", "lf"], ids=lambda case: f"B15-{case}")
def test_every_request_of_a_connection_gets_its_own_answer(case, raw_client, token):
    """Pairs of a write with a hidden request in its body and a read, without waiting in between."""
    made = [f"pair-{uuid4().hex}" for _ in range(2 * PAIRS)]

    with raw_client.open() as wire:
        for first, second in zip(made[::2], made[1::2], strict=True):
            length = f"Content-Length: {len(HIDDEN)}"
            head = write(raw_client, token, f"X-Request-ID: {first}", length)
            read = raw_client.request("GET", "/.well-known/jwks.json", f"X-Request-ID: {second}")
            if case == "lf":
                head, read = head.replace(b"\r\n", b"\n"), read.replace(b"\r\n", b"\n")
            wire.send(head + HIDDEN + read)

            answers = [wire.reply(), wire.reply()]

            assert [answer and answer.headers["X-Request-ID"] for answer in answers] == [first, second]
            assert [answer and answer.status_code for answer in answers] == [400, 200]
