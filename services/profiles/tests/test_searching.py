"""The search for people: what it finds, in which order, and what it never shows."""

import pytest
from factories import ProfileFactory, follow_changed

from chassis.ids import uuid7
from relations.kinds import Kind
from relations.models import AccountState, Tie

pytestmark = pytest.mark.django_db
USERS = "/api/v1/users/"


def found(client, text, **more) -> list[str]:
    """Return the usernames that a search finds, the best first."""
    response = client.get(USERS, {"q": text, "limit": 100, **more})
    assert response.status_code == 200, response.json()
    return [profile["username"] for profile in response.json()["results"]]


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ({"username": "ada.lovelace"}, "ada"),
        ({"username": "ada_lovelace"}, "lovel"),
        ({"display_name": "Ada Lovelace"}, "love ad"),
        ({"display_name": "Ada Lovelace"}, "ADA"),
        ({"display_name": "Ada Lovelace"}, "a"),
        ({"display_name": "Zoë Müller"}, "zoe mull"),
        ({"display_name": "Jose Nunez"}, "José Núñez"),
        ({"display_name": "Ольга Ладыженская"}, "лады"),
        ({"display_name": "Σοφία"}, "σοφ"),
        ({"display_name": "مريم ميرزاخاني"}, "ميرزا"),
        ({"display_name": "陳景潤"}, "陳景"),
        ({"display_name": "हिन्दी लेखक"}, "हिन्दी"),
        ({"display_name": "Katherine Johnson"}, "kathrine"),
        ({"display_name": "Grace Hopper"}, "grac hoper"),
        ({"location": "Wülfrath am Rhein"}, "wulfrath"),
        ({"bio": "I count.\nAnd I write."}, "write count"),
        ({"bio": "An astronomer."}, "astron"),
    ],
    ids=repr,
)
def test_people_are_found_by_names_and_by_words_of_bio_and_location(api, written, text):
    wanted = ProfileFactory(**written)
    ProfileFactory(username="somebody_else", display_name="Xu", bio="Xyz.", location="Qa")

    assert found(api(), text) == [wanted.username]


@pytest.mark.parametrize("text", ["dalove", "writes", "adaa bo", "%", "_", "%%%", "x%a", "\\", "'", "★", "x★"])
def test_other_texts_are_not_found(api, text):
    ProfileFactory(username="ada_lovelace", display_name="Ada", bio="I write. ★★")

    assert found(api(), text) == []


def test_exact_names_come_first_then_followed_people_then_similar_names(api, deliver):
    people = {
        "somewhere": ProfileFactory(bio="ann was here"),
        "longer": ProfileFactory(display_name="Annegret Anderson"),
        "near": ProfileFactory(display_name="Anna"),
        "followed": ProfileFactory(display_name="Annabel Followed"),
        "followed_bio": ProfileFactory(bio="Reads Ann."),
        "named": ProfileFactory(display_name="Ánn"),
        "exact": ProfileFactory(username="ann", display_name="Zed"),
    }
    viewer = uuid7()
    for name in ("followed", "followed_bio"):
        deliver(follow_changed(viewer, people[name].id))

    assert found(api(viewer), "Ann") == [
        people[name].username for name in ("exact", "named", "followed", "followed_bio", "near", "longer", "somewhere")
    ]


def test_who_is_not_discoverable_is_found_by_the_exact_username_only(api):
    ProfileFactory(username="ada.l", display_name="Ada", bio="Counts.", location="London", is_discoverable=False)

    for text in ("ada", "ada.", "ada l", "ada.l x", "counts", "london", "adda"):
        assert found(api(), text) == []
    assert [found(api(), text) for text in ("ada.l", "@ada.l", "ADA.L", "@Ada.L")] == [["ada.l"]] * 4


def test_a_profile_is_discoverable_until_its_owner_says_otherwise(api):
    ada = ProfileFactory(username="ada", display_name="Ada Lovelace")
    client = api(ada.id, "ada")
    assert found(api(), "love") == ["ada"]

    response = client.patch("/api/v1/users/me/", {"is_discoverable": False})

    assert (response.status_code, response.json()["is_discoverable"]) == (200, False)
    assert found(api(), "love") == []
    assert api().get(USERS).json()["results"] == []
    assert api().get("/api/v1/users/@ada/").json()["is_discoverable"] is False
    assert api().get(USERS, {"ids": str(ada.id)}).json()["results"][0]["username"] == "ada"
    client.patch("/api/v1/users/me/", {"bio": "Still hidden."})
    assert found(api(), "love") == []


@pytest.mark.parametrize("text", ["ada.l", "ada", "Ada Lovelace", "adda lovelac", "counts"])
@pytest.mark.parametrize("state", ["suspended", "deleted"])
def test_a_closed_account_is_not_found_even_by_its_exact_name(api, text, state):
    ada = ProfileFactory(username="ada.l", display_name="Ada Lovelace", bio="Counts.")
    viewer = uuid7()
    Tie.objects.create(kind=Kind.FOLLOW, source_id=viewer, target_id=ada.id, state="active", version=1)
    assert found(api(), text) == ["ada.l"]

    AccountState.objects.create(account_id=ada.id, kind="account", state=state, version=1)

    assert found(api(), text) == found(api(viewer), text) == []


@pytest.mark.parametrize("text", ["ada.l", "ada", "Ada Lovelace", "adda lovelac", "counts"])
@pytest.mark.parametrize("is_by_viewer", [True, False])
def test_whom_one_has_blocked_or_who_has_blocked_one_is_not_found(api, text, is_by_viewer):
    ada, viewer = ProfileFactory(username="ada.l", display_name="Ada Lovelace", bio="Counts."), uuid7()
    ends = (viewer, ada.id) if is_by_viewer else (ada.id, viewer)
    tie = Tie.objects.create(kind=Kind.BLOCK, source_id=ends[0], target_id=ends[1], state="active", version=1)

    assert found(api(viewer), text) == []
    assert found(api(), text) == ["ada.l"]
    Tie.objects.filter(id=tie.id).update(state="none")
    assert found(api(viewer), text) == ["ada.l"]


def test_a_result_is_shown_like_any_profile(api, deliver):
    ada = ProfileFactory(username="ada", display_name="Ada")
    viewer = uuid7()
    deliver(follow_changed(viewer, ada.id))
    client = api(viewer)

    assert client.get(USERS, {"q": "ada"}).json()["results"] == [client.get(f"{USERS}@ada/").json()]


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_pages_neither_skip_nor_repeat_people_while_others_are_added(api, limit):
    for n in range(11):
        ProfileFactory(display_name=f"Ann {'x' * (n // 3)}")
    whole, client = found(api(), "ann"), api()
    response = client.get(USERS, {"q": "ann", "limit": limit})
    seen = [profile["username"] for profile in response.json()["results"]]
    assert len(seen) == limit
    ProfileFactory(display_name="Ann")

    while url := response.json()["next"]:
        response = client.get(url)
        seen += [profile["username"] for profile in response.json()["results"]]

    assert seen == whole
    back = client.get(response.json()["previous"]).json()["results"] if limit > 1 else []
    assert [each["username"] for each in back] == (whole[-(11 % limit) - limit :][:limit] if limit > 1 else [])


def test_a_cursor_belongs_to_one_search_and_one_viewer(api):
    ProfileFactory.create_batch(2, display_name="Ann")
    link = api(uuid7()).get(USERS, {"q": "ann", "limit": 1}).json()["next"]

    for url in (link, link.replace("q=ann", "q=an")):
        response = api().get(url)
        assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


@pytest.mark.parametrize("count", [1, 60])
@pytest.mark.parametrize("viewer_id", [None, uuid7()], ids=["anonymous", "somebody"])
def test_a_search_costs_the_same_queries_however_many_it_finds(
    api, deliver, django_assert_num_queries, viewer_id, count
):
    ProfileFactory.create_batch(count, display_name="Ann")
    similar_names = int(count < 50)

    with django_assert_num_queries(5 + similar_names):
        assert len(found(api(viewer_id), "ann")) == count
