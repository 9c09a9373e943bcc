"""What must be true in the end, computed from the history alone.

Every object is changed by one user only (its author, the follower, the liker) and a user does one thing at a time, so a
user's own order is the order of its effects. The exceptions are marked: of two ``contested`` operations on one follow
or like, the order is not known. Like an operation whose outcome is unknown, they make the object uncertain: both
answers are then right.
"""

from collections.abc import Iterable
from typing import Any

from tests.faults import oracle_of_reactions as reactions
from tests.faults import oracle_of_relations as relations
from tests.faults import oracle_of_schedules as schedules
from tests.faults.history import Record, by_user, is_confirmed
from tests.faults.model import NEVER, Model, Thing
from tests.faults.oracle_of_relations import set_edge


def model_of(records: Iterable[Record]) -> Model:
    """Compute the facts from a history."""
    model = Model()
    for operations in by_user(records):
        for record in operations:
            handler = HANDLERS.get(record.op)
            if handler is not None and (record.outcome != "fail" or record.op in OWN_READS):
                handler(model, record)
    relations.unsettle(model)
    for name, hidden_at in model.departures.items():
        model.depart(name, hidden_at=hidden_at)
    return model


def _register(model: Model, record: Record) -> None:
    if record.outcome == "ok":
        model.users[record.user] = record.answer["user"]["id"]


def _create(things: dict[str, Thing], model: Model, record: Record, **more: Any) -> None:
    if record.outcome == "info":
        model.uncertain_texts.add(record.args["text"])
    elif record.answer["id"] not in things:
        thing = Thing(id=record.answer["id"], author=record.user, text=record.args["text"], **more)
        thing.audiences = [(record.started, thing.visibility, record.ended)]
        things[thing.id] = thing


def _post_create(model: Model, record: Record) -> None:
    more = {key: record.args.get(key) for key in ("group", "quote_of")}
    _create(model.posts, model, record, visibility=record.args["visibility"], **more)
    if record.outcome == "ok" and record.args.get("quote_of"):
        _caused(model, "quote", record.answer["id"], record)
    if record.outcome == "ok" and record.args.get("mentioned"):
        _caused(model, "mention", record.answer["id"], record)


def _comment_create(model: Model, record: Record) -> None:
    _create(model.comments, model, record, parent=record.args["post"], reply_to=record.args.get("reply_to"))
    if record.outcome == "ok":
        _caused(model, "comment", record.answer["id"], record)


def _post_edit(model: Model, record: Record) -> None:
    post = model.posts[record.args["post"]]
    certain = record.ended if record.outcome == "ok" else NEVER
    post.audiences.append((record.started, record.args["visibility"], certain))
    if record.outcome == "info":
        post.certain = False
        return
    post.text, post.visibility, post.certain = record.args["text"], record.args["visibility"], True


def _comment_edit(model: Model, record: Record) -> None:
    comment = model.comments[record.args["comment"]]
    comment.certain = record.outcome == "ok"
    if record.outcome == "ok":
        comment.text = record.args["text"]


def _delete(thing: Thing, record: Record) -> None:
    if record.outcome == "ok":
        thing.alive, thing.certain, thing.deleted_at = False, True, min(record.ended, thing.deleted_at)
    elif thing.alive:
        thing.certain = False


def _follow(model: Model, record: Record, *, state: bool) -> None:
    edge = (record.user, record.args["followee"])
    if state:
        model.ever_followed.add(edge)
        _caused(model, "follow", record.args["followee"], record)
    set_edge(model.follows, edge, record, state=state)


def _like(model: Model, record: Record, *, state: bool) -> None:
    if state:
        _caused(model, "like", record.args["post"], record)
    set_edge(model.likes, (record.args["post"], record.user), record, state=state)


def _caused(model: Model, kind: str, target: str, record: Record) -> None:
    model.first_caused.setdefault((kind, target, record.user), record.started)


def _logout(model: Model, record: Record) -> None:
    if record.outcome == "ok":
        model.ended_tokens.append((record.args["access"], record.ended))


def _account_delete(model: Model, record: Record) -> None:
    """Note the deletion; it takes effect after all other operations, whose order among users is not known."""
    if record.outcome == "ok":
        model.ended_tokens.append((record.args["access"], record.ended))
        model.departures[record.user] = record.ended if is_confirmed(record) else NEVER


def _read_all(model: Model, record: Record) -> None:
    """If the outcome of "mark all as read" is unknown, so is the time of its effect."""
    model.last_read[record.user] = record.ended if record.outcome == "ok" else NEVER


def _read_own(model: Model, record: Record) -> None:
    """Compare what the author reads with what was written before; the author has written nothing since."""
    post = model.posts[record.args["post"]]
    shown = (record.answer or {}).get("text") if record.outcome == "ok" else None
    if record.outcome != "info" and post.certain and post.alive and shown != post.text:
        model.stale.append(f"{record.user} wrote “{post.text}” and read “{shown}”")


OWN_READS = ("post.read",)
"""Operations whose refusal gives information, too."""
HANDLERS = {
    "register": _register,
    "post.create": _post_create,
    "post.twice": _post_create,
    "post.edit": _post_edit,
    "post.read": _read_own,
    "post.delete": lambda model, record: _delete(model.posts[record.args["post"]], record),
    "comment.create": _comment_create,
    "comment.edit": _comment_edit,
    "comment.delete": lambda model, record: _delete(model.comments[record.args["comment"]], record),
    "follow": lambda model, record: _follow(model, record, state=True),
    "unfollow": lambda model, record: _follow(model, record, state=False),
    "like": lambda model, record: _like(model, record, state=True),
    "unlike": lambda model, record: _like(model, record, state=False),
    "notifications.read": _read_all,
    "logout": _logout,
    "account.delete": _account_delete,
    **reactions.HANDLERS,
    **relations.HANDLERS,
    **schedules.HANDLERS,
}
