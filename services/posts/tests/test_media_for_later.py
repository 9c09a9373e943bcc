"""Media of scheduled posts and drafts: kept until these are published, and no longer than these."""

from datetime import timedelta

import pytest
from django.utils import timezone
from factories import MediumFactory, PersonFactory, PostFactory

from chassis.ids import uuid7
from media.models import NEW, Picture
from media.services import pictures_sweep
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from posts.limits import MAX_UNATTACHED
from posts.models import Medium, Post, ScheduledPost
from posts.services.media import media_collect
from posts.tasks import publish_scheduled

pytestmark = pytest.mark.django_db
POSTS, SCHEDULED, DRAFTS = "/api/v1/posts/", "/api/v1/scheduled-posts/", "/api/v1/drafts/"
MEDIA = "/api/v1/media/"


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


@pytest.fixture
def ada():
    return PersonFactory(username="ada")


def in_a_week() -> str:
    return (timezone.now() + timedelta(days=7)).isoformat()


def collect_old() -> None:
    """Let all media that no post has be two days old, and collect them."""
    Medium.objects.filter(post=None).update(created_at=timezone.now() - timedelta(days=2))
    media_collect()


def publish_what_is_due() -> None:
    ScheduledPost.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    publish_scheduled()


def test_media_wait_with_a_scheduled_post_and_belong_to_the_post_then(api, ada):
    media, lost = [str(MediumFactory(owner_id=ada.id).id) for _ in range(2)], MediumFactory(owner_id=ada.id)
    scheduled = api(ada.id, "ada").post(POSTS, {"text": "", "media": media, "publish_at": in_a_week()}).json()

    collect_old()
    assert scheduled["media"] == media
    assert not Medium.objects.filter(id=lost.id).exists()
    publish_what_is_due()

    [post] = api(ada.id, "ada").get(f"{POSTS}?author={ada.id}").json()["results"]
    assert [each["id"] for each in post["media"]] == media


def test_media_wait_with_a_draft_and_go_a_day_after_it(api, ada):
    client, medium = api(ada.id, "ada"), str(MediumFactory(owner_id=ada.id).id)
    draft = client.post(DRAFTS, {"media": [medium]}).json()
    collect_old()

    assert [str(each.id) for each in Medium.objects.all()] == [medium]
    client.delete(f"{DRAFTS}{draft['id']}/")
    collect_old()
    assert Medium.objects.count() == 0


@pytest.mark.parametrize("kind", ["scheduled", "draft"])
def test_media_of_what_is_for_later_do_not_count_as_unattached(api, ada, kind):
    client = api(ada.id, "ada")
    media = [str(each.id) for each in MediumFactory.create_batch(MAX_UNATTACHED, owner_id=ada.id)]
    file = upload(content(pixels(80, 60)), "image/png", "a.png")
    full = client.post(MEDIA, {"file": file}, format="multipart")
    held = {"text": "Look", "media": media[:1]}
    made = client.post(DRAFTS, held) if kind == "draft" else client.post(POSTS, held | {"publish_at": in_a_week()})

    answers = []
    for _ in range(2):
        file = upload(content(pixels(80, 60)), "image/png", "a.png")
        answers.append(client.post(MEDIA, {"file": file}, format="multipart").status_code)

    assert (full.status_code, full.json()["code"]) == (409, "too_many_unattached_media")
    assert made.json()["media"] == media[:1]
    assert answers == [201, 409]
    assert Medium.objects.filter(owner_id=ada.id).count() == MAX_UNATTACHED + 1


def test_of_two_drafts_with_one_medium_the_first_that_is_published_has_it(api, ada):
    client, medium = api(ada.id, "ada"), str(MediumFactory(owner_id=ada.id).id)
    first, second = (client.post(DRAFTS, {"text": text, "media": [medium]}).json()["id"] for text in ("One", "Two"))

    answers = [client.post(f"{DRAFTS}{draft}/publish/") for draft in (second, first)]

    assert [answer.status_code for answer in answers] == [201, 400]
    assert [each["id"] for each in answers[0].json()["media"]] == [medium]
    assert [fault["field"] for fault in answers[1].json()["errors"]] == ["media.0"]
    assert [each["id"] for each in client.get(DRAFTS).json()["results"]] == [first]


def test_a_form_is_scheduled_with_its_files(api, ada):
    form = {"text": "Look", "publish_at": in_a_week(), "media": [upload(content(pixels(80, 60)), "image/png", "a.png")]}

    answer = api(ada.id, "ada").post(POSTS, form, format="multipart")

    assert answer.status_code == 201, answer.content
    assert answer.json()["media"] == [str(Medium.objects.get(owner_id=ada.id).id)]
    publish_what_is_due()
    assert Medium.objects.get().post_id == Post.objects.get().id


def test_c05_media_of_others_or_of_another_post_are_not_scheduled(api, ada):
    client = api(ada.id, "ada")
    others, attached = MediumFactory(), MediumFactory(post=PostFactory(author_id=ada.id))
    kept = client.post(POSTS, {"text": "Stays", "publish_at": in_a_week()}).json()

    for medium in (others, attached):
        body = {"text": "Look", "media": [str(medium.id)]}
        answers = [
            client.post(POSTS, body | {"publish_at": in_a_week()}),
            client.patch(f"{SCHEDULED}{kept['id']}/", body),
        ]
        assert [answer.status_code for answer in answers] == [400, 400]
        assert {fault["field"] for answer in answers for fault in answer.json()["errors"]} == {"media.0"}
    assert client.get(SCHEDULED).json()["results"] == [kept]


def test_a_medium_that_is_gone_by_then_is_why_the_post_fails(api, ada):
    client, medium = api(ada.id, "ada"), MediumFactory(owner_id=ada.id)
    scheduled = client.post(POSTS, {"text": "Look", "media": [str(medium.id)], "publish_at": in_a_week()}).json()
    client.delete(f"/api/v1/media/{medium.id}/")

    publish_what_is_due()

    row = client.get(f"{SCHEDULED}{scheduled['id']}/").json()
    assert (row["state"], row["failure"], Post.objects.count()) == ("failed", "media.0.does_not_exist", 0)


def test_a_form_that_is_not_scheduled_leaves_no_file_without_a_row(api, ada, files, run_jobs):
    file = upload(content(pixels(80, 60)), "image/png", "a.png")
    form = {"text": "Look", "publish_at": in_a_week(), "media": [file], "quote_of": str(uuid7())}

    answer = api(ada.id, "ada").post(POSTS, form, format="multipart")

    assert (answer.status_code, ScheduledPost.objects.count()) == (400, 0)
    assert (len(files()), Picture.objects.filter(state=NEW).count()) in [(0, 0), (3, 1)]
    Picture.objects.update(created_at=timezone.now() - timedelta(hours=2))
    pictures_sweep()
    run_jobs()
    assert (files(), Picture.objects.count()) == ([], 0)


def test_a_scheduled_post_gets_media_and_a_quote_by_an_edit(api, ada):
    media, quoted = str(MediumFactory(owner_id=ada.id).id), str(PostFactory().id)
    client = api(ada.id, "ada")
    scheduled = client.post(POSTS, {"text": "Look", "publish_at": in_a_week()}).json()

    edited = client.patch(f"{SCHEDULED}{scheduled['id']}/", {"media": [media], "quote_of": quoted})

    assert edited.status_code == 200
    assert (edited.json()["media"], edited.json()["quote_of"]) == ([media], quoted)
    publish_what_is_due()
    [post] = client.get(f"{POSTS}?author={ada.id}").json()["results"]
    assert ([each["id"] for each in post["media"]], post["quote"]["id"]) == ([media], quoted)
