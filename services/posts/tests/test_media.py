"""Media of posts: uploaded before or with the post, in its shape, changed and deleted."""

import re
from uuid import UUID

import pytest
from factories import MediumFactory, PersonFactory

from chassis.ids import uuid7
from chassis.testing.operations import faults_of
from contracts.posts import PostEdited
from media.models import Picture
from media.services import pictures_sweep
from media.testing.pictures import content, pixels, stored, upload  # noqa: F401 - a fixture
from personal_data.testing import exported_here
from posts.models import Medium, Post
from posts.personal_data import HELD
from posts.services.media import media_collect

pytestmark = pytest.mark.django_db
MEDIA, POSTS = "/api/v1/media/", "/api/v1/posts/"
PNG = content(pixels(800, 600))
SIZES = ("large", "medium", "small")


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


@pytest.fixture
def ada():
    return PersonFactory(username="ada")


@pytest.fixture
def client(api, ada):
    return api(ada.id, ada.username)


def sent(client, body=PNG, media_type="image/png", name="a picture.png", **fields):
    return client.post(MEDIA, {"file": upload(body, media_type, name), **fields}, format="multipart")


def uploaded(client, **fields) -> str:
    response = sent(client, **fields)
    assert response.status_code == 201, response.content
    return response.json()["id"]


@pytest.fixture
def make(ada):
    """Return a function that returns the id of another medium of hers that no post has, without an upload."""
    return lambda **fields: str(MediumFactory(owner_id=ada.id, **fields).id)


def publish(client, *media: str, text="With pictures") -> dict:
    response = client.post(POSTS, {"text": text, "media": list(media)})
    assert response.status_code == 201, response.content
    return response.json()


def ids_in(post: dict) -> list[str]:
    return [each["id"] for each in post["media"]]


def kept_files(medium_id: str) -> list[str]:
    path = Medium.objects.get(id=medium_id).picture.path
    return [f"{path}/{size}.webp" for size in SIZES]


def test_a_picture_is_uploaded(client, files, ada):
    response = sent(client, alt="A red field")

    shown = response.json()
    address = f"https://kith.test/media/posts/{shown['id']}"
    assert response.status_code == 201
    for size in SIZES:
        start = re.escape(f"{address}/{size}?viewer={ada.id}&until=")
        assert re.fullmatch(start + r"\d{10}&signature=[A-Za-z0-9_-]{32}", shown[size])
    assert {name: value for name, value in shown.items() if name not in SIZES} == {
        "id": shown["id"],
        "kind": "image",
        "url": shown["large"],
        "alt": "A red field",
        "name": "",
        "media_type": "image/webp",
        "width": 800,
        "height": 600,
        "bytes": Picture.objects.get().bytes,
        "blurhash": Picture.objects.get().blurhash,
    }
    assert Picture.objects.get().bytes > 50
    assert files() == kept_files(shown["id"])
    assert client.get(f"{MEDIA}{shown['id']}/").json() == shown


def test_a_post_takes_media_in_their_order(client, api, ada, make):
    first, second, third = (make() for _ in range(3))

    post = publish(client, third, first, second)

    assert ids_in(post) == [third, first, second]
    assert ids_in(client.get(f"{POSTS}{post['id']}/").json()) == [third, first, second]
    assert ids_in(api().get(POSTS).json()["results"][0]) == [third, first, second]
    assert Post.objects.get().media_count == 3


def test_media_alone_are_a_post(client, make):
    post = publish(client, make(), text="")

    assert (post["text"], len(post["media"])) == ("", 1)


@pytest.mark.parametrize(("body", "code"), [({}, "required"), ({"text": ""}, "blank"), ({"media": []}, "required")])
def test_a_post_needs_a_text_or_media(client, body, code):
    response = client.post(POSTS, body)

    assert (response.status_code, faults_of(response)) == (400, [("text", code)])
    assert not Post.objects.exists()


def test_what_is_not_ones_own_is_not_attached(client, api, make):
    others = str(MediumFactory().id)
    own = make()

    response = client.post(POSTS, {"text": "Mine", "media": [own, others, str(uuid7())]})

    assert faults_of(response) == [("media.1", "does_not_exist"), ("media.2", "does_not_exist")]
    assert not Post.objects.exists()
    assert not Medium.objects.exclude(post=None).exists()


def test_G16_a_medium_is_of_one_post(client, make):
    medium = make()
    publish(client, medium)

    response = client.post(POSTS, {"text": "Again", "media": [medium]})

    assert (response.status_code, faults_of(response)) == (400, [("media.0", "does_not_exist")])
    assert Post.objects.count() == 1


@pytest.mark.parametrize(
    ("media", "fault"),
    [
        ([str(UUID(int=n)) for n in range(11)], ("media", "max_length")),
        ([str(UUID(int=1))] * 2, ("media.1", "repeated")),
        (["x"], ("media.0", "invalid")),
        ([None], ("media.0", "null")),
        ([[]], ("media.0", "invalid")),
        (7, ("media", "not_a_list")),
        ("[", ("media", "not_a_list")),
        ({"id": str(UUID(int=1))}, ("media", "not_a_list")),
    ],
)
def test_what_is_no_list_of_media_is_refused(client, media, fault):
    response = client.post(POSTS, {"text": "Mine", "media": media})

    assert (response.status_code, faults_of(response)) == (400, [fault])


@pytest.mark.parametrize(
    ("form", "name"),
    [
        ({"media": [str(UUID(int=1)), "file"]}, "media"),
        ({"media": [str(UUID(int=1)), str(UUID(int=2))]}, "media"),
        ({"image": [str(UUID(int=1)), "file"], "text": ["Mine"]}, "image"),
        ({"text": ["Mine", "Again"]}, "text"),
    ],
)
def test_what_a_form_has_twice_is_named(client, files, form, name):
    sent = {field: [upload(PNG) if each == "file" else each for each in values] for field, values in form.items()}

    response = client.post(POSTS, sent, format="multipart")

    assert (response.status_code, faults_of(response)) == (400, [(name, "repeated")])
    assert (Post.objects.count(), files()) == (0, [])


@pytest.mark.parametrize("name", ["media", "image"])
def test_a_form_has_a_post_and_its_media(client, files, name):
    form = {"text": "In one call", "visibility": "followers", name: [upload(PNG), upload(content(pixels(30, 30)))]}

    response = client.post(POSTS, form, format="multipart")

    shown = response.json()
    assert response.status_code == 201, shown
    assert (shown["text"], shown["visibility"]) == ("In one call", "followers")
    assert [each["width"] for each in shown["media"]] == [800, 30]
    assert len(files()) == 6


def test_a_form_may_name_media_in_a_text_of_json(client, make):
    medium = make()

    response = client.post(POSTS, {"text": "A form", "media": f'["{medium}"]'}, format="multipart")

    assert ids_in(response.json()) == [medium]


def test_a_form_with_a_file_that_is_no_picture_leaves_nothing(client, files):
    form = {"text": "In one call", "media": [upload(PNG), upload(b"\x00\x01" * 40, "image/png")]}

    response = client.post(POSTS, form, format="multipart")

    assert (response.status_code, response.json()["code"]) == (415, "file_not_supported")
    assert not Post.objects.exists()
    assert (Medium.objects.count(), files()) == (0, [])


def test_the_same_idempotency_key_uploads_once(client, files):
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}

    first = client.post(MEDIA, {"file": upload(PNG)}, format="multipart", **key)
    second = client.post(MEDIA, {"file": upload(PNG)}, format="multipart", **key)

    assert (second.status_code, second.content) == (201, first.content)
    assert (Medium.objects.count(), len(files())) == (1, 3)


def test_the_same_idempotency_key_publishes_a_form_once(client, files):
    key = {"HTTP_IDEMPOTENCY_KEY": "one"}
    answers = [
        client.post(POSTS, {"text": "Once", "media": [upload(PNG), upload(PNG)]}, format="multipart", **key)
        for _ in range(2)
    ]

    assert answers[0].content == answers[1].content
    assert (Post.objects.count(), Medium.objects.count(), len(files())) == (1, 2, 6)


@pytest.mark.parametrize("method", ["put", "patch"])
def test_an_edit_replaces_media_and_deletes_the_others(client, emitted, files, run_jobs, method):
    first, second, third = (uploaded(client) for _ in range(3))
    post = publish(client, first, second)
    before = len(emitted())

    response = getattr(client, method)(f"{POSTS}{post['id']}/", {"media": [third, second]})
    run_jobs()

    row = Post.objects.get()
    assert ids_in(response.json()) == [third, second]
    assert (row.version, row.media_count) == (2, 2)
    assert emitted()[before:] == [
        PostEdited(post_id=row.id, author_id=row.author_id, visibility="public", edited_at=row.edited_at, version=2)
    ]
    assert client.get(f"{MEDIA}{first}/").status_code == 404
    assert files() == sorted(kept_files(second) + kept_files(third))


def test_a_post_with_media_can_be_sent_back_as_it_was_read(client, emitted, make):
    shown = publish(client, make(), make())
    before = len(emitted())

    response = client.put(f"{POSTS}{shown['id']}/", shown)

    assert (response.status_code, response.json()) == (200, shown)
    assert emitted()[before:] == []


def test_an_edit_leaves_no_post_without_text_and_media(client, make):
    post = publish(client, make(), text="")

    response = client.patch(f"{POSTS}{post['id']}/", {"media": []})

    assert (response.status_code, faults_of(response)) == (400, [("text", "blank")])
    assert len(client.get(f"{POSTS}{post['id']}/").json()["media"]) == 1


def test_alt_can_be_changed_and_counts_as_an_edit_of_the_post(client, emitted, make):
    medium = make()
    assert client.patch(f"{MEDIA}{medium}/", {"alt": "Before"}).json()["alt"] == "Before"
    post = publish(client, medium)
    before = len(emitted())

    first = client.patch(f"{MEDIA}{medium}/", {"alt": "After"})
    again = client.put(f"{MEDIA}{medium}/", {"alt": "After"})

    assert (first.status_code, again.status_code) == (200, 200)
    shown = client.get(f"{POSTS}{post['id']}/").json()
    assert (shown["media"][0]["alt"], shown["edited_at"] is not None) == ("After", True)
    assert [event.version for event in emitted()[before:]] == [2]


def test_a_deleted_medium_leaves_its_post(client, emitted, files, run_jobs):
    first, second = uploaded(client), uploaded(client)
    post = publish(client, first, second)
    before = len(emitted())

    response = client.delete(f"{MEDIA}{first}/")
    run_jobs()

    assert response.status_code == 204
    assert ids_in(client.get(f"{POSTS}{post['id']}/").json()) == [second]
    assert (Post.objects.get().media_count, [event.version for event in emitted()[before:]]) == (1, [2])
    assert files() == kept_files(second)
    assert client.delete(f"{MEDIA}{first}/").status_code == 404


def test_the_last_medium_of_a_post_without_a_text_stays(client, make):
    medium = make()
    publish(client, medium, text="")

    response = client.delete(f"{MEDIA}{medium}/")

    assert (response.status_code, faults_of(response)) == (400, [("text", "blank")])
    assert client.get(f"{MEDIA}{medium}/").status_code == 200


@pytest.mark.parametrize(("method", "body"), [("get", None), ("patch", {"alt": "Mine"}), ("delete", None)])
def test_C05_somebody_elses_medium_is_not_found(client, api, method, body, make):
    medium = make(alt="Hers")
    publish(client, medium)

    response = getattr(api(uuid7()), method)(f"{MEDIA}{medium}/", body)

    assert response.status_code == 404
    assert Medium.objects.get().alt == "Hers"


def test_a_deleted_post_leaves_no_files(client, files, run_jobs):
    post = publish(client, uploaded(client), uploaded(client))

    assert client.delete(f"{POSTS}{post['id']}/").status_code == 204
    run_jobs()

    assert (Medium.objects.count(), Picture.objects.count(), files()) == (0, 0, [])


def test_media_that_no_post_has_taken_are_deleted_after_a_day(client, files, run_jobs):
    old, young, attached = (uploaded(client) for _ in range(3))
    publish(client, attached)
    Medium.objects.filter(id__in=[old, attached]).update(created_at="2026-01-01T00:00:00Z")

    assert [media_collect(), media_collect()] == [1, 0]
    run_jobs()

    assert {str(medium.id) for medium in Medium.objects.all()} == {young, attached}
    assert files() == sorted(kept_files(young) + kept_files(attached))


def test_files_of_a_request_that_failed_are_swept_away(client, files, run_jobs):
    response = client.post(
        POSTS, {"text": "x", "media": [upload(PNG)], "visibility": "x"}, format="multipart", HTTP_IDEMPOTENCY_KEY="one"
    )
    assert response.status_code == 400

    Picture.objects.update(created_at="2026-01-01T00:00:00Z")
    pictures_sweep()
    run_jobs()

    assert (Picture.objects.count(), Medium.objects.count(), files()) == (0, 0, [])


def test_an_erased_account_leaves_no_media(client, ada, files, run_jobs):
    publish(client, uploaded(client))
    uploaded(client)

    while HELD.erase(ada.id):
        pass
    run_jobs()

    assert (Medium.objects.count(), Picture.objects.count(), files()) == (0, 0, [])


def test_an_export_has_media_and_their_files(client, ada):
    attached, own = uploaded(client, alt="A red field"), uploaded(client)
    post = publish(client, attached)
    MediumFactory()

    first, second = exported_here(ada.id)["media"]

    assert (first["id"], first["post_id"], first["alt"]) == (attached, post["id"], "A red field")
    assert (first["file"], second["post_id"]) == (f"{attached}.webp", None)
    exported = HELD.files(account_id=ada.id, after=None, limit=10)
    assert [file.name for _, file in exported] == [f"{attached}.webp", f"{own}.webp"]
    assert [file.path for _, file in exported] == [kept_files(each)[0] for each in (attached, own)]


@pytest.mark.parametrize("count", [1, 10])
def test_a_list_of_posts_reads_all_media_at_once(client, api, django_assert_num_queries, count, make):
    for _ in range(count):
        publish(client, make())
    api().get(POSTS)

    with django_assert_num_queries(3):
        assert len(api().get(POSTS).json()["results"]) == count


def test_a_feed_shows_media_with_addresses_of_its_reader(client, api, ada, feed, make):
    publish(client, make(), text="Mine")
    shown = [client.get("/api/v1/feed/").json()["results"][0]["media"][0] for _ in range(2)]

    assert shown[0] == shown[1]
    assert f"viewer={ada.id}" in shown[0]["small"]
