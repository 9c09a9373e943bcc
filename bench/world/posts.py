"""``python -m bench.world.posts`` with the service's environment: write posts, and what belongs to them, of a plan."""

from uuid import UUID

from bench.world.plan import Plan, PlannedPost
from bench.world.rows import insert, read_plan

BLURHASH = "LEHV6nWB2yk8pyo0adR*.7kCMdnj"
WIDTH, HEIGHT, BYTES = 960, 640, 40_000
"""Of each picture. There are no files: feeds and lists do not read them."""
TERMS = """
    INSERT INTO posts_postterm (post_id, term, visibility, owner_id)
    SELECT post.id, found.term, post.visibility, coalesce(post.group_id, post.author_id)
    FROM unnest(%s::uuid[], %s::text[]) AS found (post_id, term) JOIN posts_post AS post ON post.id = found.post_id
"""


def main() -> None:
    """Write the rows and the counts on them."""
    plan = read_plan()
    from posts.models import Comment, Post, PostTag
    from posts.models.tag import tags_of

    posts = [Post(**_post(plan, planned)) for planned in plan.posts]
    insert(Post, posts)
    insert(PostTag, [tag for post in posts for tag in tags_of(post)])
    _write_terms(posts)
    _write_media(plan)
    _write_marks(plan)
    insert(Comment, [_comment(Comment, plan, planned) for planned in plan.posts])


def _post(plan: Plan, planned: PlannedPost) -> dict:
    from posts.text_entities import text_entities

    return {
        "id": planned.id,
        "author_id": UUID(plan.people[planned.author]),
        "text": planned.text,
        "visibility": planned.visibility,
        "group_id": planned.group,
        "quote_of_id": planned.quoted,
        "quoted_ids": [planned.quoted] if planned.quoted else None,
        "hashtags": list(text_entities(planned.text).hashtags),
        "media_count": planned.pictures,
        "likes_count": len(planned.likers),
        "comments_count": 1,
        "shares_count": len(planned.shares),
        "created_at": planned.created_at,
    }


def _write_terms(posts: list) -> None:
    """Write what searches find the posts by."""
    from django.db import connection

    from posts.selectors.terms import terms_of

    pairs = [(str(post.id), term) for post in posts for term in terms_of(post)]
    with connection.cursor() as cursor:
        cursor.execute(TERMS, [[post_id for post_id, _ in pairs], [term for _, term in pairs]])


def _write_media(plan: Plan) -> None:
    from media.models import KEPT, Picture
    from posts.models import Medium

    media = []
    for planned in plan.posts:
        owner = {"owner_id": plan.people[planned.author], "created_at": planned.created_at}
        for position in range(planned.pictures):
            size = {"width": WIDTH, "height": HEIGHT, "blurhash": BLURHASH, "bytes": BYTES}
            picture = Picture(state=KEPT, **size, **owner)
            media.append(Medium(picture=picture, post_id=planned.id, position=position, alt="A sky.", **owner))
    insert(Picture, [medium.picture for medium in media])
    insert(Medium, media)


def _write_marks(plan: Plan) -> None:
    """Write likes and shares."""
    from posts.models import Like, Share

    insert(Like, [Like(liker_id=plan.people[liker], **_on(post)) for post in plan.posts for liker in post.likers])
    shares = ((post, *share) for post in plan.posts for share in post.shares)
    insert(Share, [Share(sharer_id=plan.people[person], place=key, **_on(post)) for post, person, key in shares])


def _on(post: PlannedPost) -> dict:
    return {"post_id": post.id, "state": "on", "version": 1, "changed_at": post.created_at}


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
