"""The profile of a suspended account looks as if there were none, and is there again when it is reinstated."""

import pytest
from django.utils import timezone
from factories import ProfileFactory

from chassis.ids import uuid7
from contracts.accounts import AccountStateChanged

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_it_is_found_by_nobody(api, deliver, state):
    profile, other = ProfileFactory(username="gone"), ProfileFactory()
    event = {"account_id": profile.id, "changed_at": timezone.now()}
    paths = [f"/api/v1/users/{profile.id}/", "/api/v1/users/@gone/"]

    deliver(AccountStateChanged(**event, state=state, version=2), times=2)

    for client in (api(), api(uuid7()), api(other.id)):
        assert [client.get(path).status_code for path in paths] == [404, 404]
        assert [each["id"] for each in client.get("/api/v1/users/").json()["results"]] == [str(other.id)]
        batch = client.get(f"/api/v1/users/?ids={profile.id},{other.id}").json()
        assert [each["id"] for each in batch["results"]] == [str(other.id)]
        assert batch["unknown"] == [str(profile.id)]
    assert api(other.id).patch(paths[0], {"bio": "x"}).status_code == 404
    deliver(AccountStateChanged(**event, state="active", version=3))
    assert [api().get(path).status_code for path in paths] == [200, 200]
