"""``python -m bench.world.social_graph`` with the service's environment: write the relations of a plan."""

from bench.world.plan import Plan
from bench.world.rows import insert, read_plan


def main() -> None:
    """Write follows, friendships, blocks, mutes, and groups with their members; all of them are active."""
    plan = read_plan()
    from chassis.ids import uuid7
    from social_graph.models import Block, Follow, Friend, Friendship, Mute, State

    active = {"state": State.ACTIVE, "version": 1}
    friends = [pair for one, two in plan.ties.friends for pair in ((one, two), (two, one))]
    for model, ends, pairs, state in (
        (Follow, ("follower_id", "followee_id"), plan.follows, active),
        (Block, ("blocker_id", "blocked_id"), plan.ties.blocks, active),
        (Mute, ("muter_id", "muted_id"), plan.ties.mutes, active),
        (Friendship, ("account_id", "other_id"), friends, active | {"state": Friend.FRIENDS}),
    ):
        named = (zip(ends, (plan.people[one], plan.people[two]), strict=True) for one, two in pairs)
        insert(model, [model(**dict(pair), **state, position=uuid7()) for pair in named])
    _write_groups(plan)


def _write_groups(plan: Plan) -> None:
    from chassis.ids import uuid7
    from social_graph.models import Group, Member, MemberState, Role

    insert(
        Group,
        [
            Group(id=group_id, name=f"Group {n}", visibility="public", joining="open", members_count=len(members))
            for n, (group_id, members) in enumerate(plan.ties.groups.items(), 1)
        ],
    )
    insert(
        Member,
        [
            Member(
                group_id=group_id,
                account_id=plan.people[person],
                role=Role.MEMBER if place else Role.OWNER,
                state=MemberState.ACTIVE,
                version=1,
                position=uuid7(),
            )
            for group_id, members in plan.ties.groups.items()
            for place, person in enumerate(members)
        ],
    )


if __name__ == "__main__":
    main()
