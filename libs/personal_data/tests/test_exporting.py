"""What a service answers when it is asked for everything that an account has."""

import pytest
from diary.models import Entry
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.test import Client

from chassis.ids import uuid7
from personal_data import views
from personal_data.testing import exported_here, files_here

pytestmark = pytest.mark.django_db
PATH = "/internal/personal-data/"


@pytest.fixture
def ada():
    return uuid7()


@pytest.fixture(autouse=True)
def _storage(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def client(settings):
    return Client(headers={"Authorization": f"Bearer {settings.INTERNAL_SECRET}"})


def entries(account_id, count=5):
    return [Entry.objects.create(account_id=account_id, text=f"page-{number}") for number in range(count)]


def draw(entry):
    default_storage.save(f"diary/{entry.id}", ContentFile(entry.text.encode()))


def test_the_collections_are_named_with_what_they_are(client):
    assert client.get(PATH).json() == {"collections": [{"name": "entries", "about": "What you wrote into your diary."}]}


@pytest.mark.parametrize("page", [1, 2, 5, 6])
def test_a_collection_is_read_page_by_page(ada, monkeypatch, page):
    monkeypatch.setattr(views, "PAGE", page)
    mine = entries(ada)
    entries(uuid7())

    assert exported_here(ada) == {"entries": [{"id": str(each.id), "text": each.text} for each in mine]}


@pytest.mark.parametrize("count", [1, 10])
def test_a_page_costs_the_same_queries_however_long_it_is(ada, client, count, django_assert_num_queries):
    entries(ada, count)

    with django_assert_num_queries(1):
        client.get(f"{PATH}{ada}/entries/")


def test_files_come_one_after_the_other_without_those_that_are_gone(ada, monkeypatch):
    monkeypatch.setattr(views, "FILES_AT_ONCE", 2)
    mine = entries(ada)
    for each in (mine[0], mine[4]):
        draw(each)
    for each in entries(uuid7()):
        draw(each)

    assert files_here(ada) == {"page-0.webp": b"page-0", "page-4.webp": b"page-4"}


@pytest.mark.parametrize("path", ["", "{id}/entries/", "{id}/files/"])
@pytest.mark.parametrize("secret", ["", "Bearer wrong"])
def test_only_other_services_are_answered(ada, path, secret):
    entries(ada)
    headers = {"Authorization": secret} if secret else {}

    assert Client(headers=headers).get(PATH + path.format(id=ada)).status_code == 401


@pytest.mark.parametrize(
    ("path", "status"),
    [("{id}/diaries/", 404), ("{id}/entries/?after=x", 400), ("{id}/files/?after=x", 400), ("x/entries/", 404)],
)
def test_what_does_not_exist_is_refused(ada, client, path, status):
    assert client.get(PATH + path.format(id=ada)).status_code == status
