"""``python -m bench.textbook.load``: make the tables, write the plan on standard input, print a token of everybody."""

from django.core.management import call_command

from bench.world.plan import Plan
from bench.world.rows import insert, read_plan


def main() -> None:
    """Write everything; the tokens are printed one to the line, in the order of the people."""
    plan = read_plan()
    from rest_framework_simplejwt.tokens import AccessToken

    from bench.textbook.models import User

    call_command("migrate", run_syncdb=True, verbosity=0)
    users = [User(username=f"reed{n}", email=f"reed{n}@example.com") for n in range(1, len(plan.people) + 1)]
    insert(User, users)
    edges = User.following.through
    insert(edges, [edges(from_user_id=users[a].id, to_user_id=users[b].id) for a, b in plan.follows])
    _write_posts(plan, users)
    for user in users:
        print(AccessToken.for_user(user))


def _write_posts(plan: Plan, users: list) -> None:
    from bench.textbook.models import Comment, Like, Post

    posts = [Post(author=users[p.author], content=p.text, created_at=p.created_at) for p in plan.posts]
    insert(Post, posts)
    pairs = list(zip(posts, plan.posts, strict=True))
    insert(Like, [Like(post=post, user=users[liker]) for post, planned in pairs for liker in planned.likers])
    insert(Comment, [_comment(Comment, post, users[planned.commenter], planned) for post, planned in pairs])


def _comment(model, post, author, planned):
    return model(post=post, author=author, content=planned.comment, created_at=planned.created_at)


if __name__ == "__main__":
    main()
