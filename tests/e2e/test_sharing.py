"""Sharing and quoting posts, through the gateway."""

from tests.e2e.client import Person
from tests.e2e.problems import assert_problem
from tests.e2e.waiting import eventually


def test_a_post_is_shared_by_those_who_may_read_it(ada: Person, bob: Person):
    post, private = (ada.writes(visibility=each)["id"] for each in ("public", "private"))

    assert bob.put(f"posts/{post}/share/").json() == {"shared": True, "shares_count": 1}
    assert ada.ids(f"posts/{post}/shares/") == [bob.id]
    assert bob.get(f"posts/{post}/").json()["shared"] is True
    assert bob.delete(f"posts/{post}/share/").json() == {"shared": False, "shares_count": 0}
    assert_problem(ada.put(f"posts/{private}/share/"), 422, "post_not_shareable")
    assert_problem(bob.put(f"posts/{private}/share/"), 404, "not_found")


def test_a_quote_is_read_by_those_who_may_read_what_it_quotes(ada: Person, bob: Person, newcomer):
    cy, quoted = newcomer("cy"), ada.writes("The engine weaves.", visibility="followers")["id"]
    bob.follows(ada)
    answer = eventually(lambda: _created(bob, quoted))

    assert bob.get(f"posts/{answer['id']}/").json()["quote"]["text"] == "The engine weaves."
    assert_problem(cy.get(f"posts/{answer['id']}/"), 404, "not_found")
    assert ada.delete(f"posts/{quoted}/").status_code == 204
    assert bob.get(f"posts/{answer['id']}/").json()["quote"] is None
    assert_problem(ada.get(f"posts/{answer['id']}/"), 404, "not_found")


def _created(person: Person, quoted: str) -> dict:
    answer = person.post("posts/", {"text": "So it does.", "quote_of": quoted})
    assert answer.status_code == 201, answer.text
    return answer.json()
