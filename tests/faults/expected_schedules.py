"""What must have become of scheduled posts: each is published once, with its last words, unless it was cancelled."""

from copy import deepcopy
from typing import Any

from tests.faults.findings import Findings
from tests.faults.model import Model, Thing


def with_published(model: Model, dump: dict[str, Any]) -> Model:
    """Return a copy of the model in which the posts that were scheduled for certain are published, by their texts."""
    known = deepcopy(model)
    due = {(post.author, post.text): post for post in model.scheduled.values() if post.alive and post.certain}
    for name, seen in dump["users"].items():
        for item in seen["posts"]:
            if post := due.get((name, item.get("text", ""))):
                always = [(0.0, post.visibility, 0.0)]
                known.posts[item["id"]] = Thing(item["id"], name, post.text, post.visibility, audiences=always)
    return known


def schedules(model: Model, dump: dict[str, Any]) -> Findings:
    """Compare the posts of every author with what was scheduled. One that is there twice is found among all posts."""
    for name, seen in dump["users"].items():
        published = {item.get("text") for item in seen["posts"]}
        for identity, post in model.scheduled.items():
            if post.author != name or not post.certain:
                continue
            if post.alive and post.text not in published:
                yield "lost", f"{identity} of {name} was scheduled and is not published: “{post.text}”"
            if not post.alive and post.text in published:
                yield "unexpected", f"{identity} of {name} was cancelled and is published: “{post.text}”"
