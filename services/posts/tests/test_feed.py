"""Reading the home feed."""

from factories import FollowFactory, PersonFactory, PostFactory

FEED = "/api/v1/feed/"


def texts(response) -> list[str]:
    return [post["text"] for post in response.json()["results"]]


def test_the_feed_holds_own_posts_and_those_of_followees_newest_first(api):
    reader, followee = PersonFactory().id, PersonFactory().id
    FollowFactory(follower_id=reader, followee_id=followee)
    posts = [PostFactory(author_id=author) for author in (followee, reader, followee)]
    PostFactory()

    response = api(reader).get(FEED)

    assert texts(response) == [post.text for post in reversed(posts)]
