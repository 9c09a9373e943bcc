"""The one definition of who may see whom, and what of theirs: as SQL, and from the same text as a queryset condition.

A viewer may see an item of an author if it is the viewer's own, or if neither has blocked the other, the author's
account is neither suspended nor deleted, and its visibility includes the viewer. A muted author may be read, but is in
no feed. An account, visibility or state that this code does not know includes nobody.

Each relation is looked up row by row, by its index: the cost of a page depends neither on how many accounts the viewer
follows or blocks, nor on how many rows are hidden. For EXISTS PostgreSQL might read all of the viewer's ties instead.
"""

from string import Formatter
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, UUIDField, Value

from relations import kinds

Text = str
"""SQL in which ``{viewer}``, ``{author}``, ``{visibility}`` and ``{group}`` are replaced by values or columns."""


def found(rows: str) -> Text:
    """Return the condition that there is one of these rows, which are looked up for each row of the statement."""
    # PostgreSQL estimates that a COALESCE is true for one row in two, and plans LIMIT accordingly.
    return f"coalesce((SELECT true FROM {rows} LIMIT 1), false)"  # noqa: S608 - constants of this module


def _tie(kind: str, source: str, target: str) -> Text:
    return found(
        f"tie AS held WHERE held.kind = '{kind}' AND held.source_id = {source}"
        f" AND held.target_id = {target} AND held.state = 'active'"
    )


def _account_state(*states: str) -> Text:
    named = ", ".join(f"'{state}'" for state in states)
    return found(f"standing AS held WHERE held.account_id = {{author}} AND held.state IN ({named})")


OWN = "{author} = {viewer}"
FOLLOWS = _tie("follow", "{viewer}", "{author}")
MUTES = _tie("mute", "{viewer}", "{author}")
SILENCES = _tie("silence", "{viewer}", "{author}")
FRIENDS = f"({_tie('friend', '{viewer}', '{author}')} OR {_tie('friend', '{author}', '{viewer}')})"
BLOCKED = f"({_tie('block', '{viewer}', '{author}')} OR {_tie('block', '{author}', '{viewer}')})"
HAS_BLOCKS = "({} OR {})".format(
    *(
        found(f"tie AS held WHERE held.kind = 'block' AND held.{end} = {{viewer}} AND held.state = 'active'")
        for end in ("source_id", "target_id")
    )
)
CLOSED = _account_state(*kinds.CLOSED)
RESTRICTED = _account_state(*kinds.CLOSED, "private")
MEMBER = found(
    "membership AS held WHERE held.group_id = {group} AND held.account_id = {viewer} AND held.state = 'active'"
)

MAY_SEE_ACCOUNT = f"({OWN} OR NOT {CLOSED} AND NOT {BLOCKED})"
"""Whether the viewer may see the author at all: the profile, and in lists of people."""
NOTIFIES = f"({MAY_SEE_ACCOUNT} AND NOT {SILENCES})"
"""Whether the viewer is notified of what the author does, as far as the viewer may see it."""
INCLUDED = f"""(
    {{visibility}} = 'public' AND NOT {RESTRICTED}
    OR NOT {CLOSED} AND (
        {{visibility}} IN ('public', 'followers') AND {FOLLOWS}
        OR {{visibility}} = 'friends' AND {FRIENDS}
    )
)"""
MAY_SEE_ITEM = f"({OWN} OR NOT {BLOCKED} AND {INCLUDED})"
"""Whether the viewer may see an item of the author."""
MAY_SEE_ITEM_IN_GROUPS = f"""({OWN} OR NOT {BLOCKED} AND (
    {INCLUDED} OR {{visibility}} = 'group' AND NOT {CLOSED} AND {MEMBER}
))"""
"""The same of items that may belong to a group."""
BELONGS_IN_FEED = f"({OWN} OR ({{visibility}} = 'group' OR {FOLLOWS} OR {FRIENDS}) AND NOT {MUTES})"
"""Whether an item of the author belongs in the viewer's feed, as far as the viewer may see it.

The items of a group belong in the feeds of all who may see them: these are its members.
"""

ANONYMOUS_MAY_SEE_ACCOUNT = f"(NOT {CLOSED})"
ANONYMOUS_MAY_SEE_ITEM = f"({{visibility}} = 'public' AND NOT {RESTRICTED})"
"""What an anonymous viewer may see, who has no ties."""


class Condition(Func):
    """A definition as a condition of a queryset; ``values`` are expressions by the names that the text uses."""

    output_field = BooleanField()

    def __init__(self, text: Text, **values: Any) -> None:
        """Keep the values in the order of their names."""
        self.text, self.names = text, tuple(values)
        super().__init__(*values.values())

    def as_sql(self, compiler: Any, connection: Any, **_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        """Return the text with the values in their places."""
        compiled = dict(zip(self.names, map(compiler.compile, self.get_source_expressions()), strict=True))
        sql, parameters = "", list[Any]()
        for literal, name, *_rest in Formatter().parse(self.text):
            part, values = compiled[name] if name else ("", ())
            sql, parameters = sql + literal + part, [*parameters, *values]
        return sql, parameters


def may_see_item(
    viewer: UUID | F | None, *, author: Any = "author_id", visibility: Any = "visibility", group: Any = None
) -> Condition:
    """Return the condition that the viewer may see an item; None is an anonymous viewer, F and OuterRef a column.

    ``group`` is the column with the group of items that may belong to one; without it those of groups are the author's.
    """
    values = {"author": _column(author), "visibility": _column(visibility)}
    if viewer is None:
        return Condition(ANONYMOUS_MAY_SEE_ITEM, **values)
    if group is None:
        return Condition(MAY_SEE_ITEM, viewer=_account(viewer), **values)
    return Condition(MAY_SEE_ITEM_IN_GROUPS, viewer=_account(viewer), **values, group=_column(group))


def may_see_account(viewer: UUID | F | None, *, author: Any = "id") -> Condition:
    """Return the condition that the viewer may see an account."""
    if viewer is None:
        return Condition(ANONYMOUS_MAY_SEE_ACCOUNT, author=_column(author))
    return Condition(MAY_SEE_ACCOUNT, viewer=_account(viewer), author=_column(author))


def notifies(viewer: UUID | F, *, author: Any = "sender_id") -> Condition:
    """Return the condition that a viewer is notified of what an account does, as far as the viewer may see it."""
    return Condition(NOTIFIES, viewer=_account(viewer), author=_column(author))


def is_closed(author: Any) -> Condition:
    """Return the condition that an account is suspended or deleted; the viewer does not matter."""
    return Condition(CLOSED, author=_column(author))


def is_restricted(author: Any) -> Condition:
    """Return the condition that an account is suspended, deleted or private; the viewer does not matter."""
    return Condition(RESTRICTED, author=_column(author))


def is_blocked(viewer: UUID | F, *, author: Any = "author_id") -> Condition:
    """Return the condition that one of two accounts has blocked the other."""
    return Condition(BLOCKED, viewer=_account(viewer), author=_column(author))


def has_blocks(viewer: UUID | F) -> Condition:
    """Return the condition that an account has blocked anybody, or is blocked; it is looked up once in a statement."""
    return Condition(HAS_BLOCKS, viewer=_account(viewer))


def belongs_in_feed(viewer: UUID, *, author: Any = "author_id", visibility: Any = "visibility") -> Condition:
    """Return the condition that an item belongs in the viewer's feed, as far as the viewer may see it."""
    values = {"author": _column(author), "visibility": _column(visibility)}
    return Condition(BELONGS_IN_FEED, viewer=_account(viewer), **values)


def mutes(viewer: UUID | F, *, author: Any = "author_id") -> Condition:
    """Return the condition that the viewer has muted an author."""
    return Condition(MUTES, viewer=_account(viewer), author=_column(author))


def follows(viewer: UUID | F, author: Any) -> Condition:
    """Return the condition that one account follows another, whatever else stands between them."""
    return Condition(FOLLOWS, viewer=_account(viewer), author=_column(author))


def _account(viewer: Any) -> Any:
    return Value(viewer, UUIDField()) if isinstance(viewer, UUID) else viewer


def _column(value: Any) -> Any:
    return F(value) if isinstance(value, str) else _account(value)
