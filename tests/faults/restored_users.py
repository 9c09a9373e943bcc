"""Three people who act before and after a backup and after its restore; and what must be known in the end."""

from typing import Any

import psycopg2

from tests.faults.client import Client
from tests.faults.history import History
from tests.faults.world import World

PEOPLE = ("posts", "social-graph", "notifications")
"""The services that keep names of people."""

FOLLOWS = "SELECT source_id, target_id FROM tie WHERE kind = 'follow' AND state = 'active'"

TRUTHS = {
    "follows": (
        ("social-graph", "SELECT follower_id, followee_id FROM social_graph_follow WHERE state = 'active'"),
        *((service, FOLLOWS) for service in ("posts", "profiles", "notifications")),
    ),
    "counts of followers": (
        ("social-graph", "SELECT followee_id, count(*) FROM social_graph_follow WHERE state = 'active' GROUP BY 1"),
        ("profiles", "SELECT account_id, followers_count FROM profiles_followcount WHERE followers_count > 0"),
    ),
    "public posts": (
        ("posts", "SELECT id, author_id FROM posts_post WHERE deleted_at IS NULL AND visibility = 'public'"),
        ("profiles", "SELECT id, author_id FROM profiles_post WHERE is_counted"),
    ),
    "counts of posts": (
        (
            "posts",
            "SELECT author_id, count(*) FROM posts_post WHERE deleted_at IS NULL AND visibility = 'public' GROUP BY 1",
        ),
        ("profiles", "SELECT account_id, posts_count FROM profiles_postcount WHERE posts_count > 0"),
    ),
    "names": (
        (
            "profiles",
            "SELECT id, coalesce(nullif(display_name, ''), username) FROM profiles_profile WHERE version > 0",
        ),
        *((service, "SELECT id, display_name FROM person WHERE version > 0") for service in PEOPLE),
    ),
}
"""What the first service knows, the others must have equally."""


class RestoredUsers:
    """A follower, a followee who posts, and a follower who follows only after the backup."""

    def __init__(self, world: World, name: str) -> None:
        """Register them; their operations are in no checked history, because many are lost on purpose."""
        self._world, self._name = world, name
        history = History(world.folder / f"{name}.jsonl")
        self.a, self.b, self.c = (Client(world.stack.url, f"r{world.seed}{name[:3]}{one}", history) for one in "abc")
        self._ids = {who: client.register().answer["user"]["id"] for who, client in zip("abc", self._all, strict=True)}

    @property
    def _all(self) -> tuple[Client, Client, Client]:
        return self.a, self.b, self.c

    def act_before_backup(self) -> None:
        """Act before the backup."""
        self._follow(self.a)
        self._post = self._do(self.b, "POST", "/api/v1/posts/", {"text": "before", "visibility": "public"})["id"]
        self._call("one")

    def act_after_backup(self) -> None:
        """Act after the backup, so that other services hold versions that the restored one does not have."""
        for _ in range(3):
            self._follow(self.a, "DELETE")
            self._follow(self.a)
            self._follow(self.c)
            self._follow(self.c, "DELETE")
        self._follow(self.c)
        for visibility in ("private", "public") * 3:
            self._edit(visibility)
        self._do(self.b, "POST", "/api/v1/posts/", {"text": "lost", "visibility": "public"})
        for name in ("two", "three", "four"):
            self._call(name)

    def act_after_restore(self) -> None:
        """Act after the restore; each row has a lower version than other services hold."""
        self._follow(self.a, "DELETE")
        self._follow(self.c)
        self._follow(self.c, "DELETE")
        self._edit("private")
        self._call("five")

    def mismatches(self) -> list[str]:
        """Return which services do not have the last state."""
        edge = "source_id IN ('{a}', '{c}') AND target_id = '{b}' AND state = 'none'".format(**self._ids)
        checks = [
            (service, f"SELECT count(*) FROM tie WHERE kind = 'follow' AND {edge}", 2)
            for service in ("posts", "profiles")
        ]
        counted = f"SELECT count(*) FROM profiles_post WHERE is_counted AND id = '{self._post}'"
        named = f"SELECT count(*) FROM person WHERE display_name = 'five' AND id = '{self._ids['a']}'"
        checks += [("profiles", counted, 0), *((service, named, 1) for service in PEOPLE)]
        return [f"{service}: {sql}" for service, sql, count in checks if self._world.sql(service, sql) != count]

    def _follow(self, who: Client, method: str = "PUT") -> None:
        self._do(who, method, f"/api/v1/users/{self._ids['b']}/follow/")

    def _edit(self, visibility: str) -> None:
        self._do(self.b, "PATCH", f"/api/v1/posts/{self._post}/", {"visibility": visibility})

    def _call(self, name: str) -> None:
        self._do(self.a, "PATCH", "/api/v1/users/me/", {"display_name": name})

    def _do(self, who: Client, method: str, path: str, body: Any = None) -> Any:
        record = who.do(f"{self._name}.{method}", method, path, json=body)
        self._world.expect(record.outcome == "ok", f"{method} {path} was answered {record.statuses}")
        return record.answer


def differences(world: World) -> list[str]:
    """Return what differs between a service and the owner of the facts."""
    found = []
    for what, ((owner, truth), *copies) in TRUTHS.items():
        right = _rows(world, owner, truth)
        for service, copy in copies:
            wrong = len(_rows(world, service, copy) ^ right)
            found += [f"{wrong} {what} in {service}"] if wrong else []
    return found


def _rows(world: World, service: str, statement: str) -> set[tuple[Any, ...]]:
    connection = psycopg2.connect(world.stack.database_url(service, as_admin=True), connect_timeout=3)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(statement)
            return set(cursor.fetchall())
    finally:
        connection.close()
