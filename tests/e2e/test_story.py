"""The main use of Kith: a post reaches a follower, and its author is notified of reactions."""

from tests.e2e.client import Person
from tests.e2e.problems import assert_problem
from tests.e2e.waiting import eventually


def test_a_new_account_has_a_profile_under_its_id_and_its_name(ada: Person, http):
    for account in (ada.id, f"@{ada.username}", f"@{ada.username.upper()}"):
        path = f"users/{account}/"
        profile = eventually(lambda path=path: _found(ada, path))
        assert (profile["id"], profile["username"], profile["display_name"]) == (ada.id, ada.username, ada.username)
        assert (profile["followers_count"], profile["following_count"], profile["posts_count"]) == (0, 0, 0)
        assert profile["url"].endswith(f"/api/v1/users/{ada.id}/")
    assert ada.get("auth/me/").json()["email"] == ada.email
    assert http.get(f"/api/v1/users/{ada.id}/").status_code == 200


def test_a_post_reaches_a_follower_and_leaves_with_the_follow(ada: Person, bob: Person):
    before = ada.writes("Before anybody followed.")
    bob.follows(ada)
    after = ada.writes("After Bob came.")

    eventually(lambda: bob.ids("feed/") == [after["id"], before["id"]])
    shown = bob.results("feed/")[0]
    assert (shown["text"], shown["author"]["username"]) == ("After Bob came.", ada.username)
    assert ada.ids("feed/") == [after["id"], before["id"]]

    ended = {"following": "none", "followed_by": False, "friend": "none", "blocking": False, "muting": False}
    assert bob.delete(f"users/{ada.id}/follow/").json() == ended
    eventually(lambda: bob.ids("feed/") == [])


def test_followers_are_listed_and_counted(ada: Person, bob: Person):
    bob.follows(ada)
    bob.follows(ada)

    assert ada.ids(f"users/{ada.id}/followers/") == [bob.id]
    assert ada.ids(f"users/{bob.id}/following/") == [ada.id]
    eventually(lambda: _counts(ada, ada) == (1, 0) and _counts(ada, bob) == (0, 1))
    relationship = bob.get(f"users/{ada.id}/").json()["relationship"]
    assert (relationship["following"], relationship["followed_by"]) == ("active", False)

    bob.delete(f"users/{ada.id}/follow/")
    bob.delete(f"users/{ada.id}/follow/")
    assert ada.ids(f"users/{ada.id}/followers/") == []
    eventually(lambda: _counts(ada, ada) == (0, 0) and _counts(ada, bob) == (0, 0))


def test_an_account_is_named_by_its_username_wherever_it_is_named_by_its_id(ada: Person, bob: Person):
    name, post = f"users/@{ada.username}", ada.writes()
    eventually(lambda: bob.put(f"{name}/follow/").status_code == 200)

    assert ada.ids(f"{name}/followers/") == [bob.id]
    assert bob.ids(f"users/@{bob.username}/following/") == [ada.id]
    eventually(lambda: bob.ids(f"{name}/posts/") == [post["id"]])
    assert ada.change(f"{name}/", {"bio": "It is me."}).json()["bio"] == "It is me."
    assert_problem(bob.change(f"{name}/", {"bio": "Not me."}), 403, "not_your_profile")
    eventually(lambda: bob.delete(f"{name}/follow/").status_code == 200)


def test_a_post_is_edited_and_deleted_everywhere(ada: Person, bob: Person):
    bob.follows(ada)
    post = ada.writes("Frist.")
    eventually(lambda: bob.ids("feed/") == [post["id"]])

    edited = ada.change(f"posts/{post['id']}/", {"text": "First."})
    assert (edited.status_code, edited.json()["text"]) == (200, "First.")
    assert edited.json()["edited_at"]
    eventually(lambda: [each["text"] for each in bob.results("feed/")] == ["First."])

    assert ada.delete(f"posts/{post['id']}/").status_code == 204
    for reader in (ada, bob):
        assert_problem(reader.get(f"posts/{post['id']}/"), 404, "not_found")
    eventually(lambda: bob.ids("feed/") == [])
    eventually(lambda: _profile(ada, ada)["posts_count"] == 0)


def test_comments_likes_and_replies_are_counted_and_notified(ada: Person, bob: Person, newcomer):
    cy, post = newcomer("cy"), ada.writes()
    comment = bob.comments(post["id"], "So they do.")
    reply = cy.comments(post["id"], "They always did.", reply_to=comment["id"])
    for liker, count in ((bob, 1), (cy, 2), (bob, 2)):
        answer = liker.put(f"posts/{post['id']}/like/")
        assert (answer.status_code, answer.json()) == (200, {"liked": True, "likes_count": count})

    shown = bob.get(f"posts/{post['id']}/").json()
    assert (shown["likes_count"], shown["comments_count"], shown["liked"]) == (2, 2, True)
    assert set(ada.ids(f"posts/{post['id']}/likes/")) == {bob.id, cy.id}
    assert ada.ids(f"comments/{comment['id']}/replies/") == [reply["id"]]

    eventually(lambda: _told(ada) == {("like", post["id"]): 2, ("comment", post["id"]): 2})
    eventually(lambda: _told(bob) == {("reply", comment["id"]): 1})
    assert _told(cy) == {}
    assert _unread(ada) == 2

    for _ in range(2):
        assert bob.delete(f"posts/{post['id']}/like/").json() == {"liked": False, "likes_count": 1}
    cy.delete(f"comments/{reply['id']}/")
    eventually(lambda: _told(ada) == {("like", post["id"]): 1, ("comment", post["id"]): 1})
    eventually(lambda: _told(bob) == {})
    shown = bob.get(f"posts/{post['id']}/").json()
    assert (shown["likes_count"], shown["comments_count"], shown["liked"]) == (1, 1, False)


def test_notifications_are_read_and_deleted(ada: Person, bob: Person):
    post = ada.writes()
    bob.follows(ada)
    bob.put(f"posts/{post['id']}/like/")
    eventually(lambda: _unread(ada) == 2)

    like = next(each for each in ada.results("notifications/") if each["type"] == "like")
    assert like["text"] == f"{bob.username} liked your post."
    assert [sender["id"] for sender in like["senders"]] == [bob.id]
    assert ada.put(f"notifications/{like['id']}/read/").status_code == 200
    assert _unread(ada) == 1
    assert [each["type"] for each in ada.results("notifications/?unread=true")] == ["follow"]

    assert ada.put("notifications/read/").status_code == 200
    assert _unread(ada) == 0
    assert_problem(bob.delete(f"notifications/{like['id']}/"), 404, "not_found")
    assert ada.delete(f"notifications/{like['id']}/").status_code == 204
    assert [each["type"] for each in ada.results("notifications/")] == ["follow"]
    assert ada.delete("notifications/").status_code == 204
    assert ada.results("notifications/") == []


def test_there_is_no_notification_about_a_post_that_may_no_longer_be_read(ada: Person, bob: Person):
    bob.follows(ada)
    post = ada.writes(visibility="followers")
    eventually(lambda: bob.get(f"posts/{post['id']}/").status_code == 200)
    comment = bob.comments(post["id"])
    ada.comments(post["id"], "Thank you.", reply_to=comment["id"])
    eventually(lambda: _told(bob) == {("reply", comment["id"]): 1})

    bob.delete(f"users/{ada.id}/follow/")
    eventually(lambda: (_told(bob), _unread(bob)) == ({}, 0))
    ada.comments(post["id"], "Are you there?", reply_to=comment["id"])
    assert (_told(bob), _unread(bob)) == ({}, 0)

    ada.change(f"posts/{post['id']}/", {"visibility": "public"})
    eventually(lambda: (_told(bob), _unread(bob)) == ({("reply", comment["id"]): 1}, 1))


def test_deleting_a_post_removes_its_comments_and_notifications(ada: Person, bob: Person):
    post = ada.writes()
    comment = bob.comments(post["id"])
    ada.comments(post["id"], "Thank you.", reply_to=comment["id"])
    eventually(lambda: _told(ada) == {("comment", post["id"]): 1} and _told(bob) == {("reply", comment["id"]): 1})

    ada.delete(f"posts/{post['id']}/")

    assert_problem(bob.get(f"comments/{comment['id']}/"), 404, "not_found")
    eventually(lambda: _told(ada) == {} and _told(bob) == {})


def test_who_may_read_a_post(ada: Person, bob: Person, newcomer, http):
    stranger = newcomer("cy")
    bob.follows(ada)
    shown = {kind: ada.writes(f"For {kind}.", visibility=kind)["id"] for kind in ("public", "followers", "private")}
    eventually(lambda: bob.ids("feed/") == [shown["followers"], shown["public"]])

    def readable(person: Person) -> set[str]:
        return {kind for kind, post in shown.items() if person.get(f"posts/{post}/").status_code == 200}

    assert readable(ada) == {"public", "followers", "private"}
    assert readable(bob) == {"public", "followers"}
    assert readable(stranger) == {"public"}
    assert http.get(f"/api/v1/posts/{shown['public']}/").status_code == 200
    assert_problem(http.get(f"/api/v1/posts/{shown['followers']}/"), 404, "not_found")
    assert stranger.ids(f"users/{ada.id}/posts/") == [shown["public"]]
    assert ada.ids("posts/?author=me") == [shown["private"], shown["followers"], shown["public"]]


def test_a_renamed_person_is_renamed_wherever_they_are_shown(ada: Person, bob: Person):
    bob.follows(ada)
    ada.writes()
    eventually(lambda: ada.change("users/me/", {"display_name": "Ada of the Harbour"}).status_code == 200)

    eventually(lambda: [each["author"]["display_name"] for each in bob.results("feed/")] == ["Ada of the Harbour"])
    assert _profile(bob, ada)["display_name"] == "Ada of the Harbour"
    eventually(lambda: bob.results(f"users/{bob.id}/following/")[0]["display_name"] == "Ada of the Harbour")


def _found(reader: Person, path: str) -> dict:
    response = reader.get(path)
    assert response.status_code == 200, response.text
    return response.json()


def _profile(reader: Person, person: Person) -> dict:
    return _found(reader, f"users/{person.id}/")


def _counts(reader: Person, person: Person) -> tuple[int, int]:
    profile = _profile(reader, person)
    return profile["followers_count"], profile["following_count"]


def _told(person: Person) -> dict[tuple[str, str], int]:
    return {(each["type"], each["target"]["id"]): each["senders_count"] for each in person.results("notifications/")}


def _unread(person: Person) -> int:
    return person.get("notifications/unread-count/").json()["unread"]
