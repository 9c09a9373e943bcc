"""Messages that no handler can take."""

from tests.faults.letters import Letter

POSTED = "posts.post.published.v1"
REVOKED = "accounts.session.revoked.v1"


def malformed() -> list[Letter]:
    """Return what is no event to anybody: no JSON, no UTF-8, a wrong type, nothing, a megabyte, no id."""
    bodies = [b'{"post_id": ', b'\xff\xfe{"post_id"', b'{"post_id": 7, "version": "x"}', b"{}", b"x" * 1_000_000]
    letters = [Letter(POSTED, "post/none", 1, body) for body in bodies]
    return [*letters, Letter(POSTED, "post/none", 1, b"{}", headers={"ce-id": None})]


def unreadable_revocations() -> list[Letter]:
    """Return revocations that the gateway cannot read; it must ask for what they may have said."""
    return [Letter(REVOKED, "session/none", 1, body) for body in (b"{", b'{"session_id": 7}')]
