"""``python -m bench.world.copies`` with a service's environment: its copies of others' follows and posts.

`rebuild` would write them too, but one fact after the other: that takes minutes.
"""

from collections.abc import Iterable
from typing import Any

from bench.world.plan import Plan
from bench.world.rows import insert, read_plan

COPIED_FOLLOWS = ("Follow", "Tie")
"""The names of models of follows that another service owns."""


def main() -> None:
    """Write the copies, as far as the service keeps any, and count again."""
    plan = read_plan()
    from django.apps import apps
    from django.conf import settings

    from chassis.events.projections import all_projections

    for model in apps.get_models():
        if model.__name__ in COPIED_FOLLOWS:
            _insert(model, map(_follow, ((plan.people[a], plan.people[b]) for a, b in plan.follows)))
        elif model.__name__ == "Post" and settings.SERVICE != "posts":
            _insert(model, _posts(plan))
    for repair in {projection.repair for projection in all_projections() if projection.repair}:
        repair()


def _insert(model: Any, rows: Iterable[dict[str, Any]]) -> None:
    """Insert rows with those of the values for which the model has a field."""
    names = {field.attname for field in model._meta.get_fields() if hasattr(field, "attname")}
    insert(model, [model(**{name: value for name, value in row.items() if name in names}) for row in rows])


def _follow(pair: tuple[str, str]) -> dict[str, Any]:
    follower, followee = pair
    ends = {"follower_id": follower, "followee_id": followee, "source_id": follower, "target_id": followee}
    return ends | {"kind": "follow", "state": "active", "version": 1}


def _posts(plan: Plan) -> Iterable[dict[str, Any]]:
    state = {"visibility": "public", "is_deleted": False, "is_counted": True, "version": 1}
    return ({"id": post.id, "author_id": plan.people[post.author]} | state for post in plan.posts)


if __name__ == "__main__":
    main()
