"""Finding posts through the gateway."""

from urllib.parse import quote

from tests.e2e.waiting import eventually


def test_posts_are_found_by_hashtag_in_any_script(newcomer):
    ada, bob = newcomer("ada"), newcomer("bob")
    tag = f"東京{ada.id[-12:]}"
    bob.writes()  # so that the posts service knows the account before it is mentioned
    post = ada.writes(f"Looms of #{tag}, says @{bob.username}")

    assert post["hashtags"] == [tag]
    assert [mention["id"] for mention in post["mentions"]] == [bob.id]
    assert bob.ids(f"hashtags/{quote(tag.upper())}/posts/") == [post["id"]]


def test_trends_and_explore_are_lists_for_everybody(http):
    for path in ("trends/", "explore/"):
        answer = http.get(f"/api/v1/{path}")
        assert answer.status_code == 200, answer.text
        assert isinstance(answer.json()["results"], list)


def test_posts_are_found_by_words_and_operators(newcomer):
    ada, bob = newcomer("ada"), newcomer("bob")
    word = f"wörd{ada.id[-12:]}"
    hidden = ada.writes(f"A {word} for me", visibility="private")
    post = ada.writes(f"A {word} for everybody")

    by_ada, phrase = f"{word} from:{ada.username} -card", f'"a {word.upper()}"'
    assert bob.ids(f"search/?q={quote(by_ada)}") == [post["id"]]
    assert ada.ids(f"search/?q={quote(phrase)}") == [post["id"], hidden["id"]]


def test_one_search_finds_posts_people_and_hashtags(newcomer):
    ada, bob = newcomer("ada"), newcomer("bob")
    tag = f"quill{ada.id[-12:]}"
    post = ada.writes(f"#{tag}")

    assert bob.ids(f"search/?q={tag}") == [post["id"]]
    assert bob.get(f"search/?q={tag}").json()["tags"] == [{"name": tag}]
    assert bob.ids(f"search/?q={ada.username}&type=people") == [ada.id]


def test_activity_shows_own_acts_and_those_of_others(newcomer):
    ada, bob = newcomer("ada"), newcomer("bob")
    post = ada.writes("Mine")
    eventually(lambda: bob.put(f"posts/{post['id']}/like/").status_code == 200)

    found = [(each["type"], each["actor"]["id"]) for each in ada.results("activity/")]

    assert found == [("like", bob.id), ("post", ada.id)]
