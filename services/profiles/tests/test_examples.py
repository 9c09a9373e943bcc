"""The examples of the API document: the operations of this service, as people use them one after the other."""

from factories import ProfileFactory, follow_changed

ME, ADA = "/api/v1/users/me/", "/api/v1/users/@ada/"
PROFILE = {
    "display_name": "Ada Lovelace",
    "bio": "Counts.\nAnd writes.",
    "location": "London",
    "website": "https://ada.example.org/",
    "pronouns": "she/her",
    "fields": [{"name": "Engine", "value": "analytical"}],
    "birth_date": "1990-12-10",
}


def test_the_examples_are_what_is_answered(api, examples, deliver):
    ada, grace = ProfileFactory(username="ada"), ProfileFactory(username="grace")
    deliver(follow_changed(grace.id, ada.id))
    owner, reader = (examples.watch(api(each.id, each.username)) for each in (ada, grace))

    owner.put(ME, PROFILE)
    owner.patch(ME, {"pronouns": "they/them"})
    owner.get(ME)
    owner.put(ADA, {"location": "Marylebone"})
    owner.patch(f"/api/v1/users/{ada.id}/", {"birth_date": None})
    reader.get(ADA)
    reader.get("/api/v1/users/?limit=1")
    reader.get("/api/v1/users/?q=lovel")
    for method, address in ((owner.put, ME), (owner.patch, ME), (owner.put, ADA), (owner.patch, ADA)):
        method(address, {"hides_connections": True})  # the social graph does not answer
