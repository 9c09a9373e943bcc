"""What a history says of shares, of likes of comments, and of whom posts mention."""

from tests.faults.history import Record
from tests.faults.model import Model
from tests.faults.oracle_of_relations import set_edge


def _share(model: Model, record: Record, *, state: bool) -> None:
    if state:
        model.first_caused.setdefault(("share", record.args["post"], record.user), record.started)
    set_edge(model.shares, (record.args["post"], record.user), record, state=state)


def _comment_like(model: Model, record: Record, *, state: bool) -> None:
    if state:
        model.first_caused.setdefault(("like", record.args["comment"], record.user), record.started)
    set_edge(model.comment_likes, (record.args["comment"], record.user), record, state=state)


HANDLERS = {
    "share": lambda model, record: _share(model, record, state=True),
    "unshare": lambda model, record: _share(model, record, state=False),
    "comment.like": lambda model, record: _comment_like(model, record, state=True),
    "comment.unlike": lambda model, record: _comment_like(model, record, state=False),
}
