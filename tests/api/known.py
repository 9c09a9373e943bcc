"""What schemathesis may name in its requests: accounts, posts, comments, notifications and sessions that exist."""

from tests.e2e.client import PASSWORD, Person
from tests.e2e.waiting import eventually

MANY = 12
"""How many of each thing an operation may delete."""

FITTING = {"websites": ["https://ada.example.org/"], "birth_dates": ["1990-12-10"]}
"""Values that no schema can say, by the names of their dictionaries."""

Known = dict[str, list[str]]


def known_of(ada: Person, bob: Person) -> Known:
    """Make what ``ada`` reads and changes and return its ids by the names of the dictionaries in the configuration."""
    ada.follows(bob)
    bob.follows(ada)
    return FITTING | _accounts(ada, bob) | _contents(ada, bob) | _notifications(ada) | _sessions(ada, bob)


def _accounts(ada: Person, bob: Person) -> Known:
    accounts = [bob.id, f"@{bob.username}"]
    return {"accounts": accounts, "own_account": [ada.id], "usernames": [ada.username], "passwords": [PASSWORD]}


def _contents(ada: Person, bob: Person) -> Known:
    posts = [ada.writes(f"Tide {number}.")["id"] for number in range(MANY)]
    comments = [ada.comments(posts[0], f"Wave {number}.")["id"] for number in range(MANY)]
    for post in posts:
        bob.comments(post)
    return {
        "posts": posts[:2],
        "posts_to_delete": posts[2:],
        "comments": comments[:2],
        "comments_to_delete": comments[2:],
    }


def _notifications(ada: Person) -> Known:
    found = eventually(lambda: len(ada.ids("notifications/")) >= MANY and ada.ids("notifications/"), within=30)
    return {"notifications": found[:2], "notifications_to_delete": found[2:]}


def _sessions(ada: Person, bob: Person) -> Known:
    for _ in range(MANY):
        _log_in(ada)
    sessions = [each["id"] for each in ada.results("auth/sessions/") if not each["current"]]
    return {"sessions": sessions, "refresh_tokens": [_log_in(bob)["refresh"] for _ in range(MANY)]}


def _log_in(person: Person) -> dict:
    answer = person.http.post("/api/v1/auth/login/", json={"login": person.username, "password": PASSWORD})
    assert answer.status_code == 200, answer.text
    return answer.json()
