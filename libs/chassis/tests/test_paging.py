"""Lists: pages are full, nothing is skipped or doubled, and a cursor fits one list of one viewer."""

import base64
import hashlib
import hmac
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from testapp.models import Note

from chassis.http.paging import cursors
from chassis.ids import uuid7
from runtime.thoroughness import rounds


@pytest.fixture
def notes(db):
    return Note.objects.bulk_create([Note(number=n, text=str(n)) for n in range(45)])


def joined(pages):
    return list(chain.from_iterable(pages))


def walk(client, url, link="next"):
    """Return the results of every page from this one on; the way back ends with an empty page."""
    pages = []
    while url:
        body = client.get(url).json()
        if link == "previous" and not body["results"]:
            return pages
        pages.append(body["results"])
        url = body[link]
    return pages


def test_every_item_is_on_one_page_and_pages_are_full(api, notes):
    pages = walk(api(), "/notes/?limit=20")

    assert [len(page) for page in pages] == [20, 20, 5]
    assert joined(pages) == [str(n) for n in reversed(range(45))]


def test_the_way_back_gives_the_same_pages(api, notes):
    client = api()
    third = client.get(client.get(client.get("/notes/").json()["next"]).json()["next"]).json()

    back = walk(client, third["previous"], "previous")

    assert back == [[str(n) for n in range(24, 4, -1)], [str(n) for n in range(44, 24, -1)]]
    assert third["next"] is None


def test_a_list_may_be_sorted_upwards(api, notes):
    assert joined(walk(api(), "/numbered/?limit=10")) == list(range(45))


def test_q03_new_items_neither_double_nor_hide_others(api, notes):
    client = api()
    first = client.get("/notes/?limit=20").json()
    Note.objects.create(text="new")

    rest = joined(walk(client, first["next"]))

    assert first["results"] + rest == [str(n) for n in reversed(range(45))]


def test_links_stand_in_the_header_too_and_keep_the_filters(api, notes):
    response = api().get("/notes/?limit=20&tag=a%26b")

    links = {rel: response.json()[rel] for rel in ("next", "previous")}
    assert response["Link"] == ", ".join(f'<{url}>; rel="{rel}"' for rel, url in links.items())
    assert links["next"].startswith("https://kith.test/notes/?tag=a%26b&limit=20&cursor=")
    assert links["previous"].startswith("https://kith.test/notes/?tag=a%26b&limit=20&cursor=")


def test_an_empty_list_that_is_sorted_upwards_has_no_links(api, db):
    response = api().get("/numbered/")

    assert response.json() == {"results": [], "next": None, "previous": None}
    assert "Link" not in response


@pytest.mark.parametrize("count", [1, 3])
def test_an_empty_list_is_polled_for_all_that_arrives(api, db, count):
    client = api()
    empty = client.get("/notes/?limit=2").json()
    still = client.get(empty["previous"]).json()
    Note.objects.bulk_create([Note(number=n, text=str(n)) for n in range(1, count + 1)])

    pages = walk(client, still["previous"], "previous")

    assert (empty["results"], empty["next"], still["results"]) == ([], None, [])
    assert [int(each) for page in reversed(pages) for each in page] == list(range(count, 0, -1))


@pytest.mark.parametrize("limit", ["0", "-1", "101", "1e9", "abc", "", "1.5", "\u0661", "99999999999999999999", " 5"])
def test_f07_a_limit_outside_1_to_100_is_refused(api, db, limit):
    response = api().get("/notes/", {"limit": limit})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "limit")


@pytest.mark.parametrize("limit", [1, 100])
def test_f07_the_bounds_are_allowed(api, notes, limit):
    assert len(api().get("/notes/", {"limit": limit}).json()["results"]) == min(limit, 45)


def test_f08_a_cursor_fits_no_other_list_viewer_or_filter(api, notes):
    cursor = api().get("/notes/").json()["next"].partition("cursor=")[2]

    assert api().get(f"/notes/?cursor={cursor}").status_code == 200
    for client, path in [
        (api(), "/numbered/?"),
        (api(), "/notes/?tag=a&"),
        (api(uuid7()), "/notes/?"),
        (api(), f"/notes/?cursor={cursor[:-2]}AA&tag="),
    ]:
        response = client.get(f"{path}cursor={cursor}")
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("cursor", ["", "a", "garbage", "A" * 40, "A" * 300, "é", "a b", "../..", "bnVsbA", "%00"])
def test_f08_garbage_is_no_cursor(api, db, cursor):
    response = api().get("/notes/", {"cursor": cursor})

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("visible", [{0, 7, 44}, set(range(0, 45, 2)), set(), set(range(45))])
def test_f08_pages_of_candidates_are_full_however_many_are_hidden(api, notes, visible):
    Note.objects.exclude(number__in=visible).update(is_hidden=True)

    pages = walk(api(), "/candidates/?limit=5")

    assert all(len(page) == 5 for page in pages[:-1])
    assert joined(pages) == sorted(visible, reverse=True)


def test_a_page_of_candidates_that_would_scan_too_much_goes_on_from_there(api, db):
    Note.objects.bulk_create([Note(number=n, text="", is_hidden=n > 0) for n in range(6000)])

    pages = walk(api(), "/candidates/?limit=5")

    assert len(pages) == 2
    assert joined(pages) == [0]


@pytest.mark.parametrize("count", [1, 45])
def test_a_page_is_one_query(api, notes, django_assert_num_queries, count):
    Note.objects.filter(number__gte=count).delete()

    with django_assert_num_queries(1):
        api().get("/notes/")


LISTS = pytest.mark.parametrize("path", ["/notes/", "/candidates/"])


@LISTS
def test_previous_brings_what_has_arrived_since(api, notes, path):
    client = api()
    first = client.get(f"{path}?limit=20").json()
    Note.objects.bulk_create([Note(number=n, text=str(n)) for n in range(45, 95)])

    pages = walk(client, first["previous"], "previous")

    assert [len(page) for page in pages] == [20, 20, 10]
    assert [int(each) for page in reversed(pages) for each in page] == list(range(94, 44, -1))


@LISTS
def test_an_empty_answer_can_be_asked_again(api, notes, path):
    client = api()
    first = client.get(f"{path}?limit=20").json()

    empty = client.get(first["previous"]).json()
    Note.objects.create(number=45, text="45")
    later = client.get(empty["previous"]).json()

    assert (empty["results"], empty["previous"]) == ([], first["previous"])
    assert [int(each) for each in later["results"]] == [45]
    assert client.get(later["next"]).json()["results"] == first["results"]
    assert client.get(empty["next"]).json()["results"][1:] == first["results"][:-1]


@LISTS
def test_the_way_there_and_back_shows_the_same_pages(api, notes, path):
    client = api()
    there, url = [], f"{path}?limit=7"
    while url:
        page = client.get(url).json()
        there.append(page["results"])
        url = page["next"]

    back = walk(client, page["previous"], "previous")

    assert back[::-1] == there[:-1]


def test_a_list_that_is_sorted_upwards_has_its_older_items_before(api, notes):
    client = api()
    second = client.get(client.get("/numbered/?limit=20").json()["next"]).json()

    first = client.get(second["previous"]).json()

    assert first["results"] == list(range(20))
    assert client.get(first["previous"]).json()["results"] == []


def test_a_cursor_from_before_still_opens_its_page(api, notes):
    after_40 = cursors.write(cursors.Place(40), bound_to="/candidates/?#None")

    assert api().get(f"/candidates/?limit=2&cursor={after_40}").json()["results"] == [39, 38]


def test_polling_goes_on_beyond_more_hidden_items_than_one_request_looks_at(api, db):
    client = api()
    Note.objects.create(number=0, text="")
    first = client.get("/candidates/").json()
    Note.objects.bulk_create([Note(number=n, text="", is_hidden=n < 6000) for n in range(1, 6001)])

    once = client.get(first["previous"]).json()
    again = client.get(once["previous"]).json()

    assert (once["results"], again["results"]) == ([], [6000])


def test_an_item_that_appears_behind_a_newer_one_is_polled_once(api, db):
    client = api()
    first, late, newer, latest = (uuid7() for _ in range(4))
    Note.objects.create(id=first, text="first")
    Note.objects.create(id=newer, text="newer")
    page = client.get("/notes/").json()

    Note.objects.create(id=late, text="late")
    once = client.get(page["previous"]).json()
    Note.objects.create(id=latest, text="latest")
    twice = client.get(once["previous"]).json()
    empty = client.get(twice["previous"]).json()

    found = [page["results"], once["results"], twice["results"], empty["results"]]
    assert found == [["newer", "first"], ["late"], ["latest"], []]


def test_a_cursor_omits_shown_items_once_no_older_item_can_arrive(api, db, monkeypatch):
    client = api()
    Note.objects.bulk_create([Note(text=str(n)) for n in range(50)])
    fresh = client.get("/notes/?limit=30").json()["previous"]
    monkeypatch.setattr("chassis.http.paging.stable_keys.LATE_COMMIT_SECONDS", 0)

    settled = client.get(fresh).json()

    assert settled["results"] == []
    assert len(settled["previous"]) < 120 < len(fresh)


Steps = st.lists(st.tuples(st.sampled_from(["arrive", "hide", "poll"]), st.integers(0, 9)), max_size=8)


@given(Steps, st.integers(1, 5))
@settings(max_examples=rounds(25, 250), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_polling_sees_each_item_once_while_items_arrive_and_are_hidden(api, db, steps, limit):
    Note.objects.all().delete()
    Note.objects.bulk_create([Note(number=n, text=str(n)) for n in range(5)])
    client, newest = api(), 4
    page = client.get(f"/candidates/?limit={limit}").json()
    seen = set(page["results"])

    def poll():
        page.update(client.get(page["previous"]).json())
        assert page["results"] == sorted(set(page["results"]) - seen, reverse=True)
        assert len(page["results"]) <= limit
        seen.update(page["results"])
        return page["results"]

    for act, size in steps:
        if act == "arrive":
            Note.objects.bulk_create([Note(number=newest + n, text="") for n in range(1, size + 1)])
            newest += size
        elif act == "hide":
            Note.objects.filter(number=newest - size).update(is_hidden=True)
        else:
            poll()
    while poll():
        pass

    assert set(Note.objects.filter(is_hidden=False, number__gt=4).values_list("number", flat=True)) <= seen


def test_a_cursor_shows_nothing_of_the_place_where_it_points():
    place = cursors.Place(uuid7(), True, (b"abcd", b"efgh"))

    cursor = cursors.write(place, bound_to="x")

    shown = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
    assert not any(part in shown for part in (place.key.bytes[:6], place.key.bytes[6:], *place.seen))
    assert cursors.write(place, bound_to="x") == cursor
    assert cursors.read(cursor, bound_to="x") == place


def test_a_cursor_of_the_version_before_is_refused(api, notes, settings):
    payload, bound_to = b"n" + b"i" + b"40", b"/candidates/?#None"
    mac = hmac.digest(b"cursor" + settings.SECRET_KEY.encode(), payload + b"\0" + bound_to, hashlib.sha256)[:12]
    signed = base64.urlsafe_b64encode(mac + payload).rstrip(b"=").decode()

    response = api().get(f"/candidates/?cursor={signed}")

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")
