"""Posts for later through the gateway: scheduling, moving and cancelling them, and drafts."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from tests.e2e.client import Person


def at(**after: int) -> str:
    return (datetime.now(UTC) + timedelta(**after)).isoformat()


def test_a_post_is_scheduled_moved_edited_and_cancelled(ada: Person, bob: Person):
    body, key = {"text": "High tide.", "publish_at": at(hours=2)}, {"Idempotency-Key": str(uuid4())}
    made = [ada.post("posts/", body, headers=key) for _ in range(2)]
    scheduled = made[0].json()
    address, later = f"scheduled-posts/{scheduled['id']}/", at(days=300)

    moved = ada.change(address, {"text": "Higher tide.", "publish_at": later}).json()

    assert [answer.status_code for answer in made] == [201, 201]
    assert made[1].json() == scheduled
    assert (moved["text"], moved["state"]) == ("Higher tide.", "waiting")
    assert datetime.fromisoformat(moved["publish_at"]) == datetime.fromisoformat(later)
    assert [each["id"] for each in ada.get("scheduled-posts/").json()["results"]] == [scheduled["id"]]
    assert bob.get(address).status_code == 404
    assert ada.delete(address).status_code == 204
    assert ada.get("scheduled-posts/").json()["results"] == []


def test_a_draft_is_written_in_steps_and_published(ada: Person, bob: Person):
    draft = ada.post("drafts/", {"title": "Harbour"}).json()
    ada.change(f"drafts/{draft['id']}/", {"text": "Low tide."})

    assert [each["text"] for each in ada.get("drafts/").json()["results"]] == ["Low tide."]
    assert bob.get(f"drafts/{draft['id']}/").status_code == 404
    post = ada.post(f"drafts/{draft['id']}/publish/").json()

    assert bob.get(f"posts/{post['id']}/").json()["title"] == "Harbour"
    assert ada.get("drafts/").json()["results"] == []
