"""Searches for posts: words, operators, and who finds what."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone
from factories import FollowFactory, MediumFactory, PersonFactory, PostFactory, friendship, membership, quote_of

from chassis.ids import lowest_of, uuid7
from posts.models import Post, PostTerm
from posts.services.texts import all_terms_add, text_find, text_read
from relations.models import AccountState, Tie

POSTS = "/api/v1/posts/"
SEARCH = "/api/v1/search/"


def found(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [post["text"] for post in response.json()["results"]]


def post_of(text, **fields) -> Post:
    """Store a post that searches find."""
    post = PostFactory(text=text, **fields)
    text_read(post)
    post.save()
    text_find(post)
    return post


@pytest.fixture
def author(api):
    """Return the client of an author."""
    return api(PersonFactory(username="ada").id, "ada")


@pytest.fixture
def search(api):
    """Return a function that searches for somebody, and returns the texts of the posts."""

    def read(q, viewer=None) -> list[str]:
        return found(api(viewer).get(SEARCH, {"q": q}))

    return read


@pytest.mark.parametrize(
    "q", ["loom", "LOOM", "lööm", "weaves loom", "  loom   weaves ", "\uff2c\uff2f\uff2f\uff2d", "-gear loom"]
)
def test_posts_are_found_by_their_words_in_any_case_and_with_or_without_accents(author, search, q):
    author.post(POSTS, {"text": "The loom weaves."})
    author.post(POSTS, {"text": "Looms weave, gear"})

    assert search(q) == ["The loom weaves."]


def test_titles_are_searched_and_the_newest_post_is_first(author, search):
    for text in ("one", "two", "three"):
        author.post(POSTS, {"title": "A loom", "text": text})

    assert search("loom") == ["three", "two", "one"]


@pytest.mark.parametrize(
    ("q", "texts"),
    [
        ('"weaves algebraic patterns"', ["It weaves algebraic patterns."]),
        ("\u201cweaves algebraic\u201d", ["It weaves algebraic patterns."]),
        ('"weaves algebraic', ["It weaves algebraic patterns."]),
        ("weaves-algebraic", ["It weaves algebraic patterns."]),
        ("algebraic patterns -weaves", ["Patterns, algebraic"]),
        ('algebraic patterns -"weaves algebraic"', ["Patterns, algebraic"]),
        ('"algebraic weaves"', []),
        ("it weaves patterns", ["It weaves algebraic patterns."]),
    ],
)
def test_phrases_are_words_that_follow_each_other(author, search, q, texts):
    author.post(POSTS, {"text": "Patterns, algebraic"})
    author.post(POSTS, {"text": "It weaves algebraic patterns."})

    assert search(q) == texts


@pytest.mark.parametrize(
    ("text", "q"),
    [
        ("東京タワーに行った", "東京"),
        ("ไปกรุงเทพมาแล้ว", "กรุงเทพ"),
        ("हिन्दी में लिखा", "हिन्दी"),
        ("Ёлка во дворе", "елка"),
        ("Straße", "STRASSE"),
        ("Łódź", "lodz"),
        ("don't stop", "don't"),
        ("snake_case", "snake"),
        ("می‌خواهم", "میخواهم"),
    ],
)
def test_words_of_all_scripts_are_found(author, search, text, q):
    author.post(POSTS, {"text": text})

    assert search(q) == [text]


def test_words_of_scripts_without_spaces_are_found_as_they_follow_each_other(author, search):
    author.post(POSTS, {"text": "京都と東山"})

    assert search("東京") == []


def test_hashtags_and_authors_are_operators(author, api, search):
    api(PersonFactory(username="bob").id, "bob").post(POSTS, {"text": "#Loom of bob"})
    author.post(POSTS, {"text": "loom of ada"})
    author.post(POSTS, {"text": "#loom of ada"})

    assert search("#LOOM") == ["#loom of ada", "#Loom of bob"]
    assert search("loom from:Ada") == ["#loom of ada", "loom of ada"]
    assert search("from:@ada -#loom") == ["loom of ada"]
    assert search("loom -from:ada") == ["#Loom of bob"]
    assert search("from:ada from:bob") == []
    assert search("loom from:nobody_has_it") == []
    assert search("loom -from:nobody_has_it") == ["#loom of ada", "loom of ada", "#Loom of bob"]


def test_posts_with_media_are_found_until_the_medium_is_deleted(author, api, search):
    post = PostFactory(author_id=PersonFactory().id, text="loom with a picture")
    medium = MediumFactory(post=post)
    text_find(post)
    author.post(POSTS, {"text": "loom without"})

    assert search("loom has:media") == ["loom with a picture"]
    assert search("has:MEDIA") == ["loom with a picture"]
    assert search("loom -has:media") == ["loom without"]
    api(post.author_id).delete(f"/api/v1/media/{medium.id}/")
    assert search("loom has:media") == []


def test_days_are_those_of_utc(search):
    now = timezone.now()
    for day in range(4):
        post_of(f"loom {day}", id=lowest_of(now - timedelta(days=day)))
    one, two = (f"{now - timedelta(days=day):%Y-%m-%d}" for day in (1, 2))

    assert search(f"loom before:{one}") == ["loom 2", "loom 3"]
    assert search(f"loom after:{two}") == ["loom 0", "loom 1"]
    assert search(f"loom after:{two} before:{one}") == []
    assert search(f"loom after:{two} before:{now:%Y-%m-%d}") == ["loom 1"]


@pytest.mark.parametrize(
    ("q", "code"),
    [
        ("", "blank"),
        ("loom from:", "invalid"),
        ("loom from:a b", "invalid"),
        ("from:ada'--", "invalid"),
        ("has:cheese", "invalid"),
        ("before:yesterday", "invalid"),
        ("before:2026-02-30", "invalid"),
        ("after:9999-12-31", "invalid"),
        ("after:\u0662026-01-01", "invalid"),
        ("-before:2026-01-01", "invalid"),
        ("a\x00b", "control_character"),
        ("x" * 301, "max_length"),
        (" ".join("abcdefghijklmnopqrstuvwxyz0123456"), "too_many"),
    ],
)
def test_what_cannot_be_searched_for_is_refused(api, db, q, code):
    response = api().get(SEARCH, {"q": q})

    assert response.status_code == 400
    assert [(fault["field"], fault["code"]) for fault in response.json()["errors"]] == [("q", code)]


def test_a_search_needs_a_text(api, db):
    response = api().get(SEARCH)

    assert response.status_code == 400
    assert [(fault["field"], fault["code"]) for fault in response.json()["errors"]] == [("q", "required")]


HOSTILE = [
    "%",
    "_",
    "%%%",
    "'",
    "' OR 1=1--",
    "\\",
    "$$",
    "a & b | !c",
    "(a | b)",
    "loo:*",
    "loo%",
    "<->",
    "!loom",
    "🧵",
]


@pytest.mark.parametrize(
    "q", [*HOSTILE, "-loom", '""', "#", "# loom2", "before:2099-01-01", "__", '"%"', "@", "loom\\"]
)
def test_other_characters_only_separate_words(author, search, q):
    author.post(POSTS, {"text": "A loom 100%_'\\ 🧵"})

    assert search(q) == (["A loom 100%_'\\ 🧵"] if q in ("!loom", "loom\\") else [])


def test_an_edit_changes_by_what_a_post_is_found(author, api, search):
    post = author.post(POSTS, {"text": "old words"}).json()

    author.patch(f"{POSTS}{post['id']}/", {"text": "new words"})

    assert (search("old"), search("new")) == ([], ["new words"])


def test_a_deleted_post_is_not_found_and_none_of_its_words_stays(author, search):
    post = author.post(POSTS, {"text": "loom"}).json()

    author.delete(f"{POSTS}{post['id']}/")

    assert search("loom") == []
    assert not PostTerm.objects.exists()


def viewers(author) -> dict:
    """Return a viewer of each kind, by what it is to the author."""
    ids = {name: PersonFactory().id for name in ("stranger", "follower", "friend", "member", "blocked", "blocker")}
    FollowFactory(followee_id=author, follower_id=ids["follower"])
    friendship(author, ids["friend"])
    Tie.objects.create(kind="block", source_id=author, target_id=ids["blocked"], state="active", version=1)
    Tie.objects.create(kind="block", source_id=ids["blocker"], target_id=author, state="active", version=1)
    return {"nobody": None, "author": author, **ids}


EVERYBODY = {"public", "followers", "friends", "group", "private"}


@pytest.mark.parametrize("q", ["loom", '"a loom"', "#loom", "from:ada", "from:ada loom", "loom -gear"])
@pytest.mark.parametrize("state", ["active", "private", "suspended", "deleted"])
def test_everybody_finds_what_everybody_may_read(search, state, q):
    author, group = PersonFactory(username="ada").id, uuid7()
    people = viewers(author)
    membership(group, people["member"])
    AccountState.objects.create(account_id=author, state=state, version=1)
    for visibility in EVERYBODY:
        fields = {"group_id": group} if visibility == "group" else {}
        post_of("a loom #loom", title=visibility, author_id=author, visibility=visibility, **fields)

    for name, viewer in people.items():
        readable = Post.objects.visible_to(viewer).count()
        assert len(search(q, viewer)) == readable, (name, readable)


def test_the_matrix_of_searches_is_that_of_the_rules(api):
    author, group = PersonFactory(username="ada").id, uuid7()
    people = viewers(author)
    membership(group, people["member"])
    for visibility in EVERYBODY:
        fields = {"group_id": group} if visibility == "group" else {}
        post_of("a loom", title=visibility, author_id=author, visibility=visibility, **fields)

    def titles(viewer):
        return {post["title"] for post in api(viewer).get(SEARCH, {"q": "loom"}).json()["results"]}

    assert {name: titles(viewer) for name, viewer in people.items()} == {
        "nobody": {"public"},
        "author": EVERYBODY,
        "stranger": {"public"},
        "follower": {"public", "followers"},
        "friend": {"public", "friends"},
        "member": {"public", "group"},
        "blocked": set(),
        "blocker": set(),
    }


def test_a_post_of_a_muted_author_is_found(author, search):
    author.post(POSTS, {"text": "loom"})
    viewer = PersonFactory().id
    Tie.objects.create(kind="mute", source_id=viewer, target_id=Post.objects.get().author_id, state="active", version=1)

    assert search("loom", viewer) == ["loom"]


def test_a_quote_is_found_only_by_those_who_may_read_what_it_quotes(search):
    quoted = PostFactory(visibility="private")
    quote = quote_of(quoted, text="loom")
    text_find(quote)

    assert (search("loom"), search("loom", quote.author_id)) == ([], ["loom"])


def test_a_change_of_the_audience_hides_and_shows_a_post(author, search):
    post = author.post(POSTS, {"text": "loom"}).json()

    author.patch(f"{POSTS}{post['id']}/", {"visibility": "private"})
    assert search("loom") == []
    author.patch(f"{POSTS}{post['id']}/", {"visibility": "public"})
    assert search("loom") == ["loom"]


def test_pages_have_each_post_once(all_pages, author):
    for n in range(8):
        author.post(POSTS, {"text": f"loom {n}"})
        author.post(POSTS, {"text": f"gear {n}", "visibility": "private"})

    response = author.get(SEARCH, {"q": "loom", "limit": 3})
    pages = [found(response)]
    while link := response.json()["next"]:
        response = author.get(link.removeprefix("https://kith.test"))
        pages.append(found(response))

    assert pages == [["loom 7", "loom 6", "loom 5"], ["loom 4", "loom 3", "loom 2"], ["loom 1", "loom 0"]]


def test_newer_posts_are_found_by_polling(author, api):
    author.post(POSTS, {"text": "loom 1"})
    page = api().get(SEARCH, {"q": "loom before:2099-01-01"}).json()
    author.post(POSTS, {"text": "loom 2"})

    assert found(api().get(page["previous"].removeprefix("https://kith.test"))) == ["loom 2"]


def test_a_cursor_belongs_to_its_search(author):
    for _ in range(2):
        author.post(POSTS, {"text": "loom gear"})
    link = author.get(SEARCH, {"q": "loom", "limit": 1}).json()["next"]

    response = author.get(link.removeprefix("https://kith.test").replace("q=loom", "q=gear"))

    assert (response.status_code, response.json()["code"]) == (400, "invalid_cursor")


def test_posts_of_before_searches_are_found_once_the_job_has_run(search):
    PostFactory(text="An old loom")
    gone = PostFactory(text="", deleted_at=timezone.now())

    assert all_terms_add("all", {}) is None

    assert search("loom") == ["An old loom"]
    assert not PostTerm.objects.filter(post=gone).exists()


@pytest.mark.parametrize("count", [1, 12])
def test_a_search_takes_the_same_queries_however_many_posts_it_finds(author, api, django_assert_num_queries, count):
    for n in range(count):
        author.post(POSTS, {"text": f'loom gear {n} "so it is"'})

    with django_assert_num_queries(11):
        assert len(found(api().get(SEARCH, {"q": 'loom gear "it is" from:ada -card'}))) == count


def names(response) -> list[str]:
    assert response.status_code == 200, response.content
    return [each.get("username") or each["name"] for each in response.json()["results"]]


@pytest.fixture
def people(db) -> dict[str, UUID]:
    """Return people by username."""
    called = {"grace": "Grace Hopper", "grace_k": "Grâce Kelly", "hopper": "Edward", "hidden": "Grace Hidden"}
    return {
        username: PersonFactory(username=username, display_name=name, is_discoverable=username != "hidden").id
        for username, name in called.items()
    }


@pytest.mark.parametrize(
    ("q", "usernames"),
    [
        ("grace", ["grace", "grace_k"]),
        ("GRACE hop", ["grace"]),
        ("kel", ["grace_k"]),
        ("hopper", ["hopper", "grace"]),
        ("hidden", ["hidden"]),
        ("Grace Hidden", []),
        ("race", []),
        ("grace from:ada #x -y", ["grace", "grace_k"]),
        ("#grace", []),
        ("%", []),
        ("gr_ce", []),
        ("grace%", ["grace_k", "grace"]),
    ],
)
def test_people_are_found_by_their_names(api, people, q, usernames):
    assert names(api().get(SEARCH, {"q": q, "type": "people"})) == usernames


def test_people_whom_the_caller_follows_are_first_and_the_hidden_are_missing(api, people):
    viewer = FollowFactory(followee_id=people["grace_k"]).follower_id
    assert names(api(viewer).get(SEARCH, {"q": "grac", "type": "people"})) == ["grace_k", "grace"]

    Tie.objects.create(kind="block", source_id=people["grace_k"], target_id=viewer, state="active", version=1)
    AccountState.objects.create(account_id=people["grace"], state="suspended", version=1)

    for q in ("grac", "grace", "grace_k"):
        assert names(api(viewer).get(SEARCH, {"q": q, "type": "people"})) == []


def test_hashtags_are_found_by_their_beginning_where_the_caller_may_read_a_post(author, api):
    for tag in ("Loom", "looms", "loop", "gear"):
        author.post(POSTS, {"text": f"#{tag}"})
    author.post(POSTS, {"text": "#loomsecret", "visibility": "followers"})
    author.post(POSTS, {"text": "#loom again"})
    private = PersonFactory()
    AccountState.objects.create(account_id=private.id, state="private", version=1)
    post_of("#loomprivate", author_id=private.id)

    for q in ("loom", "#loom", "LOOM x"):
        assert names(api().get(SEARCH, {"q": q, "type": "tags"})) == ["loom", "looms"]
    assert names(api().get(SEARCH, {"q": "%", "type": "tags"})) == []
    assert names(api(private.id).get(SEARCH, {"q": "loomp", "type": "tags"})) == ["loomprivate"]


@pytest.mark.parametrize(("kind", "q"), [("people", "grace"), ("tags", "grace")])
def test_people_and_tags_have_pages(author, api, people, kind, q):
    for tag in ("grace1", "grace2"):
        author.post(POSTS, {"text": f"#{tag}"})
    whole = names(api().get(SEARCH, {"q": q, "type": kind}))

    first = api().get(SEARCH, {"q": q, "type": kind, "limit": 1})
    second = api().get(first.json()["next"].removeprefix("https://kith.test"))
    back = api().get(second.json()["previous"].removeprefix("https://kith.test"))

    assert (names(first), names(second), second.json()["next"]) == (whole[:1], whole[1:], None)
    assert (len(whole), names(back)) == (2, whole[:1])


def test_one_call_finds_posts_people_and_tags(author, api, people):
    author.post(POSTS, {"text": "Grace wrote #gracenotes"})

    answer = api().get(SEARCH, {"q": "grace"}).json()

    assert [post["text"] for post in answer["results"]] == ["Grace wrote #gracenotes"]
    assert [each["username"] for each in answer["people"]] == ["grace", "grace_k"]
    assert answer["tags"] == [{"name": "gracenotes"}]
    one = api().get(SEARCH, {"q": "grace", "type": "posts"}).json()
    assert (one["results"], one["people"], one["tags"]) == (answer["results"], [], [])


def test_an_unknown_type_is_refused(api, db):
    response = api().get(SEARCH, {"q": "grace", "type": "comments"})

    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "type")
