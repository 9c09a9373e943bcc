"""What schemathesis may name in its requests: accounts, posts, media, notifications and sessions that exist."""

from datetime import UTC, datetime, timedelta

from tests.e2e.client import PASSWORD, Person
from tests.e2e.test_posting_pictures import uploaded
from tests.e2e.waiting import eventually

MANY = 12
"""How many of each thing an operation may delete."""

FITTING = {"websites": ["https://ada.example.org/"], "birth_dates": ["1990-12-10"]}
"""Values that no schema can say, by the names of their dictionaries."""

Known = dict[str, list[str]]


def known_of(ada: Person, bob: Person, carl: Person, dan: Person) -> Known:
    """Make what ``ada`` reads and changes and return its ids by the names of the dictionaries in the configuration."""
    ada.follows(bob)
    bob.follows(ada)
    own = _accounts(ada, bob) | _contents(ada, bob) | _for_later(ada) | _notifications(ada) | _sessions(ada, bob)
    return FITTING | own | _requests(ada, carl) | _groups(ada, bob, carl, dan)


def _accounts(ada: Person, bob: Person) -> Known:
    accounts = [bob.id, f"@{bob.username}"]
    return {"accounts": accounts, "own_account": [ada.id], "usernames": [ada.username], "passwords": [PASSWORD]}


def _contents(ada: Person, bob: Person) -> Known:
    posts = [ada.writes(f"Tide {number}. #tides")["id"] for number in range(MANY)]
    comments = [ada.comments(posts[0], f"Wave {number}.")["id"] for number in range(MANY)]
    for post in posts:
        bob.comments(post)
    return {
        "posts": posts[:2],
        "posts_to_delete": posts[2:],
        "comments": comments[:2],
        "comments_to_delete": comments[2:],
        "tags": ["tides"],
    }


def _for_later(ada: Person) -> Known:
    """Make drafts, scheduled posts, and media of no post."""
    due = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    drafts = [_made(ada, "drafts/", {"text": f"Harbour {number}."}) for number in range(MANY)]
    scheduled = [_made(ada, "posts/", {"text": f"Ebb {number}.", "publish_at": due}) for number in range(MANY)]
    media = [uploaded(ada)["id"] for _ in range(MANY)]
    return {
        "drafts": drafts[:2],
        "drafts_to_delete": drafts[2:],
        "scheduled_posts": scheduled[:2],
        "scheduled_posts_to_delete": scheduled[2:],
        "media": media[:2],
        "media_to_delete": media[2:],
    }


def _made(person: Person, path: str, body: dict) -> str:
    answer = person.post(path, body)
    assert answer.status_code == 201, answer.text
    return answer.json()["id"]


def _notifications(ada: Person) -> Known:
    found = eventually(lambda: len(ada.ids("notifications/")) >= MANY and ada.ids("notifications/"), within=30)
    return {"notifications": found[:2], "notifications_to_delete": found[2:]}


def _sessions(ada: Person, bob: Person) -> Known:
    for _ in range(MANY):
        _log_in(ada)
    sessions = [each["id"] for each in ada.results("auth/sessions/") if not each["current"]]
    return {"sessions": sessions, "refresh_tokens": [_log_in(bob)["refresh"] for _ in range(MANY)]}


def _requests(ada: Person, carl: Person) -> Known:
    """Make ``ada`` ask ``carl``, who is private; she may cancel that."""
    eventually(lambda: carl.change("users/me/", {"is_private": True}).status_code == 200)
    eventually(lambda: ada.put(f"users/{carl.id}/follow/").json().get("following") == "requested")
    follows = [each["id"] for each in ada.results("follow-requests/?direction=outgoing")]
    friends = [ada.post("friends/request/", {"to": carl.id}).json()["id"]]
    answers = {"cancelling": ["cancel"], "accepting": ["accept"]}
    return {"follow_requests": follows, "friend_requests": friends, "asked": [carl.id]} | answers


def _groups(ada: Person, bob: Person, carl: Person, dan: Person) -> Known:
    """Make groups of ``ada`` that ``bob`` is in, ``carl`` is invited to, and ``dan`` is banned from."""
    groups = [ada.post("groups/", {"name": f"Readers {number}"}).json()["id"] for number in range(MANY)]
    for group in groups[:3]:
        acts = [bob.put(f"groups/{group}/membership/")]
        acts += [ada.put(f"groups/{group}/{kind}/{who.id}/") for kind, who in (("invitations", carl), ("bans", dan))]
        assert [act.status_code for act in acts] == [200] * 3
    return {
        "groups": groups[:1],
        "groups_of_others": [bob.post("groups/", {"name": "Writers"}).json()["id"]],
        "groups_to_leave": groups[1:2],
        "groups_with_roles": groups[2:3],
        "groups_to_delete": groups[3:],
        "invited": [carl.id],
        "banned": [dan.id],
    }


def _log_in(person: Person) -> dict:
    answer = person.http.post("/api/v1/auth/login/", json={"login": person.username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.json()
