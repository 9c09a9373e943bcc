"""The examples of the API document: the operations of this service, as people use them one after the other."""

import pytest
from factories import FollowFactory, PersonFactory

from relations import offering


@pytest.fixture(autouse=True)
def _no_memory(monkeypatch):
    monkeypatch.setattr(offering, "_failed_at", {})


def test_the_examples_are_what_is_answered(api, examples, settings):
    ada = PersonFactory(username="ada", display_name="Ada Lovelace")
    grace = PersonFactory(username="grace", display_name="Grace Hopper")
    FollowFactory(follower_id=ada.id, followee_id=grace.id)
    client = examples.watch(api(grace.id, "grace"))

    client.put("/api/v1/users/@ada/follow/")
    client.post("/api/v1/users/@ada/follow/")
    client.get("/api/v1/users/@ada/followers/")
    client.get("/api/v1/users/@ada/following/")
    settings.CONTENT_URLS = ["http://127.0.0.1:9"]
    client.delete("/api/v1/users/@ada/follow/")
    settings.CONTENT_URLS = []
    client.delete("/api/v1/users/@ada/follow/")
