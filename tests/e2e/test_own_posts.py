"""What one does with posts besides writing them: save, like, pin, edit."""

from tests.e2e.client import Person
from tests.e2e.problems import assert_problem


def test_saved_and_liked_posts_are_listed_for_the_reader_alone(ada: Person, bob: Person):
    first, second = ada.writes()["id"], ada.writes()["id"]
    for post in (second, first):
        assert bob.put(f"posts/{post}/bookmark/").json() == {"bookmarked": True, "bookmarks_count": None}
        assert bob.put(f"posts/{post}/like/").json() == {"liked": True, "likes_count": 1}

    assert bob.ids("bookmarks/") == bob.ids("likes/") == [first, second]
    assert ada.ids("bookmarks/") == ada.ids("likes/") == []
    shown = [person.get(f"posts/{first}/").json() for person in (ada, bob)]
    assert [(each["bookmarked"], each["bookmarks_count"]) for each in shown] == [(False, 1), (True, None)]

    ada.change(f"posts/{first}/", {"visibility": "private"})
    assert bob.ids("bookmarks/") == bob.ids("likes/") == [second]
    assert bob.delete(f"posts/{first}/bookmark/").json() == {"bookmarked": False, "bookmarks_count": None}
    assert ada.get(f"posts/{first}/").json()["bookmarks_count"] == 0


def test_pinned_posts_are_listed_first_by_whoever_asks_for_them(ada: Person, bob: Person):
    post, other = ada.writes()["id"], ada.writes()["id"]

    assert ada.put(f"posts/{post}/pin/").json() == {"pinned": True, "pins_count": 1}

    assert bob.ids(f"users/{ada.id}/posts/?pinned=true") == [post]
    assert bob.ids(f"users/{ada.id}/posts/") == [other, post]
    assert_problem(bob.put(f"posts/{post}/pin/"), 403, "not_your_post")
    assert ada.delete(f"posts/{post}/pin/").json() == {"pinned": False, "pins_count": 0}
    assert bob.ids(f"users/{ada.id}/posts/?pinned=true") == []


def test_the_history_shows_each_reader_what_it_could_read(ada: Person, bob: Person):
    post = ada.writes("For me.", visibility="private")["id"]
    ada.change(f"posts/{post}/", {"text": "For all.", "visibility": "public"})
    ada.change(f"posts/{post}/", {"text": "For all of you."})

    def texts(reader: Person) -> list[str]:
        return [each["text"] for each in reader.results(f"posts/{post}/history/")]

    assert texts(bob) == ["For all."]
    assert texts(ada) == ["For all.", "For me."]
