"""The wire form: headers and body of a message."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from contracts.envelope import Envelope, MalformedEvent, event_of
from contracts.posts import LikeChanged

ID = UUID("0199a3b2-7c1d-7000-8000-000000000001")
ENVELOPE = Envelope(
    id=ID,
    type="posts.like.changed.v1",
    source="posts",
    subject="like/1/2",
    sequence=3,
    time=datetime(2026, 1, 2, tzinfo=UTC),
)


def test_headers_are_those_of_cloudevents_in_binary_mode():
    assert ENVELOPE.headers() == {
        "ce-specversion": "1.0",
        "ce-id": str(ID),
        "ce-type": "posts.like.changed.v1",
        "ce-source": "posts",
        "ce-subject": "like/1/2",
        "ce-sequence": "3",
        "ce-time": "2026-01-02T00:00:00+00:00",
    }


def test_headers_read_back_give_the_same_envelope():
    assert Envelope.from_headers(ENVELOPE.headers()) == ENVELOPE


@pytest.mark.parametrize("header", ["ce-id", "ce-type", "ce-source", "ce-subject", "ce-sequence", "ce-time"])
def test_a_missing_header_is_malformed(header):
    headers = {name: value for name, value in ENVELOPE.headers().items() if name != header}

    with pytest.raises(MalformedEvent):
        Envelope.from_headers(headers)


@pytest.mark.parametrize(
    ("header", "value"), [("ce-id", "7"), ("ce-id", None), ("ce-sequence", "x"), ("ce-time", "noon"), ("ce-time", 5)]
)
def test_a_header_of_the_wrong_form_is_malformed(header, value):
    with pytest.raises(MalformedEvent):
        Envelope.from_headers({**ENVELOPE.headers(), header: value})


@pytest.mark.parametrize("body", [b"", b"{", b"\xff\xfe", b"[]", b"null", b"{}", b'{"version": 0}'])
def test_a_body_that_does_not_fit_is_malformed_and_not_quoted(body):
    with pytest.raises(MalformedEvent, match=r"^posts\.like\.changed\.v1: the body does not fit the contract$"):
        event_of(event_type=LikeChanged.type, body=body)


def test_an_unknown_type_is_none():
    assert event_of(event_type="posts.poll.closed.v1", body=b"{}") is None
