"""The sentences of notifications."""

import pytest

from notifications.wording import sentence


@pytest.mark.parametrize(
    ("names", "count", "expected"),
    [
        (["Ada"], 1, "Ada liked your post."),
        (["Ada", "Bob"], 2, "Ada and Bob liked your post."),
        (["Ada", "Bob", "Cy"], 3, "Ada and 2 others liked your post."),
        (["Ada", "Bob", "Cy"], 41, "Ada and 40 others liked your post."),
    ],
)
def test_people_are_named_or_counted(names, count, expected):
    assert sentence(kind="like", names=names, senders_count=count) == expected
