"""What a history says of scheduled posts. All of them become due before a run is checked."""

from tests.faults.history import Record
from tests.faults.model import Model, Thing


def _schedule(model: Model, record: Record) -> None:
    text = record.args["text"]
    model.scheduled_texts.add(text)
    if record.outcome == "ok":
        identity = record.answer["id"]
        model.scheduled[identity] = Thing(identity, record.user, text, record.args["visibility"])
    else:
        model.uncertain_texts.add(text)


def _is_refused(record: Record) -> bool:
    """Answer whether the post was published before, so that the change has no effect."""
    return record.statuses == [409]


def _edit(model: Model, record: Record) -> None:
    """Note the new text; where the outcome is not certain, the post is published with one of the two."""
    if _is_refused(record):
        return
    post = model.scheduled[record.args["scheduled"]]
    model.scheduled_texts.add(record.args["text"])
    if record.outcome == "ok":
        post.text = record.args["text"]
    else:
        post.certain = False
        model.uncertain_texts |= {post.text, record.args["text"]}


def _cancel(model: Model, record: Record) -> None:
    if _is_refused(record):
        return
    post = model.scheduled[record.args["scheduled"]]
    if record.outcome == "ok":
        post.alive = False
    else:
        post.certain = False
        model.uncertain_texts.add(post.text)


HANDLERS = {"post.schedule": _schedule, "schedule.edit": _edit, "schedule.cancel": _cancel}
