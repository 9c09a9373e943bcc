"""``python -m bench.world.copies`` with a service's environment: its copies of others' relations and posts.

`rebuild` would write them too, but one fact after the other: that takes minutes.
"""

from collections.abc import Iterable, Iterator
from typing import Any

from bench.world.plan import Plan
from bench.world.rows import insert, read_plan


def main() -> None:
    """Write the copies, as far as the service keeps any, and count again."""
    plan = read_plan()
    from django.apps import apps
    from django.conf import settings

    from chassis.events.projections import all_projections
    from relations.consumers import OWNS_TIES
    from relations.models import Membership, Tie

    insert(Tie, [Tie(**row) for row in _ties(plan) if row["kind"] == "block" or not OWNS_TIES])
    if not OWNS_TIES:
        insert(Membership, [Membership(**row) for row in _memberships(plan)])
    if settings.SERVICE in ("profiles", "notifications"):
        _insert(apps.get_model(settings.SERVICE, "Post"), _posts(plan))
    for repair in {projection.repair for projection in all_projections() if projection.repair}:
        repair()


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows with those of the values for which the model has a field."""
    names = {field.attname for field in model._meta.get_fields() if hasattr(field, "attname")}
    insert(model, [model(**{name: value for name, value in row.items() if name in names}) for row in rows])


def _ties(plan: Plan) -> Iterator[dict[str, Any]]:
    # Of friends there is one tie, from the lower id to the higher one.
    friends = [sorted(pair, key=lambda person: plan.people[person]) for pair in plan.ties.friends]
    kinds = {"follow": plan.follows, "friend": friends, "block": plan.ties.blocks, "mute": plan.ties.mutes}
    for kind, pairs in kinds.items():
        for source, target in pairs:
            ends = {"source_id": plan.people[source], "target_id": plan.people[target]}
            yield {"kind": kind, **ends, "state": "active", "version": 1}


def _memberships(plan: Plan) -> Iterator[dict[str, Any]]:
    for group_id, members in plan.ties.groups.items():
        for place, person in enumerate(members):
            role = "member" if place else "owner"
            ends = {"group_id": group_id, "account_id": plan.people[person]}
            yield {**ends, "role": role, "state": "active", "version": 1}


def _posts(plan: Plan) -> Iterator[dict[str, Any]]:
    for post in plan.posts:
        audience = {"visibility": post.visibility, "group_id": post.group, "quote_of": post.quoted}
        state = {"is_deleted": False, "is_counted": post.visibility == "public", "version": 1}
        yield {"id": post.id, "author_id": plan.people[post.author], **audience, **state}


if __name__ == "__main__":
    main()
