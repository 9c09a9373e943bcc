"""``python -m bench.world.social_graph`` with the service's environment: write the follows of a plan."""

from bench.world.rows import insert, read_plan


def main() -> None:
    """Write an active edge for every follow."""
    plan = read_plan()
    from chassis.ids import uuid7
    from social_graph.models import Follow, State

    edges = ((plan.people[follower], plan.people[followee]) for follower, followee in plan.follows)
    insert(
        Follow,
        (
            Follow(follower_id=follower, followee_id=followee, state=State.ACTIVE, version=1, position=uuid7())
            for follower, followee in edges
        ),
    )


if __name__ == "__main__":
    main()
