"""``python -m bench.world.posts`` with the service's environment: write posts, likes and comments of a plan."""

from bench.world.plan import Plan
from bench.world.rows import insert, read_plan


def main() -> None:
    """Write the rows and the counts on them."""
    plan = read_plan()
    from posts.models import Comment, Like, Post

    insert(Post, [_post(Post, plan, planned) for planned in plan.posts])
    insert(
        Like,
        [
            Like(post_id=planned.id, liker_id=plan.people[liker], state="on", version=1, changed_at=planned.created_at)
            for planned in plan.posts
            for liker in planned.likers
        ],
    )
    insert(Comment, [_comment(Comment, plan, planned) for planned in plan.posts])


def _post(model, plan: Plan, planned):
    return model(
        id=planned.id,
        author_id=plan.people[planned.author],
        text=planned.text,
        visibility="public",
        likes_count=len(planned.likers),
        comments_count=1,
        created_at=planned.created_at,
    )


def _comment(model, plan: Plan, planned):
    return model(
        post_id=planned.id,
        author_id=plan.people[planned.commenter],
        depth=1,
        text=planned.comment,
        created_at=planned.created_at,
    )


if __name__ == "__main__":
    main()
