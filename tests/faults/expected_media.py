"""What must be shown of pictures of posts: as much as of the post, at the address that each reader was given."""

from typing import Any

from tests.faults.findings import Findings
from tests.faults.history import Record
from tests.faults.model import Model

Addresses = dict[str, dict[str, str]]
"""The address of a picture that somebody was shown last: by the id of its post, and by the name of the reader."""


def addresses_of(records: list[Record]) -> Addresses:
    """Return the addresses in the answers of a run."""
    found: Addresses = {}
    for record in records:
        shown = record.answer if record.outcome == "ok" and record.op in ("post.create", "post.look") else None
        for medium in (shown or {}).get("media", [])[:1]:
            found.setdefault(shown["id"], {})[record.user] = medium["small"]
    return found


def media(model: Model, dump: dict[str, Any]) -> Findings:
    """Who may read a post gets its picture at a new address; who may not any more, not even at an old one."""
    for identity, readers in dump["media"].items():
        post = model.posts.get(identity)
        for name, (new, old) in readers.items() if post else ():
            if name not in model.users or post is None:
                continue
            if model.may_see(name, post) and new != 200:
                yield "lost", f"the picture of {identity} for {name}: {new}"
            if not model.may_see(name, post) and old == 200:
                yield "leaks", f"{name} is sent the picture of {identity} of {post.author}"
