"""What a client may conclude from the answers to one operation."""

import pytest

from tests.faults.client import settled
from tests.faults.history import Record


@pytest.mark.parametrize(
    ("method", "op", "statuses", "outcome"),
    [
        ("POST", "comment.create", [404], "fail"),
        ("POST", "comment.create", [503, 404], "info"),
        ("PATCH", "post.edit", [0, 404], "info"),
        ("PUT", "like", [404], "fail"),
        ("DELETE", "unlike", [404], "fail"),
        ("DELETE", "post.delete", [403], "fail"),
        ("DELETE", "post.delete", [404], "fail"),
        ("DELETE", "post.delete", [502, 404], "ok"),
        ("DELETE", "comment.delete", [404], "fail"),
        ("DELETE", "comment.delete", [503, 404], "info"),
    ],
)
def test_a_refusal_is_believed_unless_an_earlier_try_may_have_succeeded(method, op, statuses, outcome):
    record = Record(user="ann", op=op, args={}, outcome="fail", status=statuses[-1], statuses=statuses)

    assert settled(record, method).outcome == outcome
