"""Threads under a post: what stays when a comment is deleted, likes of comments, who may comment."""

from tests.e2e.client import Person
from tests.e2e.problems import assert_problem
from tests.e2e.waiting import eventually


def test_a_thread_is_read_liked_and_kept_when_its_beginning_is_deleted(ada: Person, bob: Person):
    post = ada.writes()["id"]
    comment = bob.comments(post, "So they do.")
    reply = ada.comments(post, "They always did.", reply_to=comment["id"])
    assert (comment["depth"], reply["depth"]) == (1, 2)

    for _ in range(2):
        assert ada.put(f"comments/{comment['id']}/like/").json() == {"liked": True, "likes_count": 1}
    assert ada.get(f"comments/{comment['id']}/").json()["liked"] is True
    assert bob.ids(f"comments/{comment['id']}/likes/") == [ada.id]
    assert ada.ids(f"posts/{post}/comments/?order=newest") == [reply["id"], comment["id"]]

    assert bob.delete(f"comments/{comment['id']}/").status_code == 204
    first, second = ada.results(f"posts/{post}/comments/")
    assert (first["id"], first["author"], first["text"], first["likes_count"]) == (comment["id"], None, "", 0)
    assert (second["id"], ada.ids(f"comments/{comment['id']}/replies/")) == (reply["id"], [reply["id"]])
    assert ada.get(f"posts/{post}/").json()["comments_count"] == 1

    assert ada.delete(f"comments/{reply['id']}/").status_code == 204
    assert ada.results(f"posts/{post}/comments/") == []
    assert_problem(ada.get(f"comments/{comment['id']}/"), 404, "not_found")


def test_an_author_says_who_may_comment(ada: Person, bob: Person, newcomer):
    cy = newcomer("cy")
    bob.follows(ada)
    post = ada.writes(reply_policy="followers")["id"]

    eventually(lambda: bob.post(f"posts/{post}/comments/", {"text": "Here."}).status_code == 201)
    assert_problem(cy.post(f"posts/{post}/comments/", {"text": "And I?"}), 403, "replies_closed")
    assert ada.change(f"posts/{post}/", {"reply_policy": "nobody"}).json()["reply_policy"] == "nobody"
    assert_problem(bob.post(f"posts/{post}/comments/", {"text": "Again."}), 403, "replies_closed")
    assert ada.post(f"posts/{post}/comments/", {"text": "Good night."}).status_code == 201
    assert len(cy.results(f"posts/{post}/comments/")) == 2
