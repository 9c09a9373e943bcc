"""Somebody who leaves the same unique word in everything that an account can leave behind."""

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile
from zlib import crc32

import requests
from PIL import Image, PngImagePlugin

from manifest import SERVICES
from tests.faults.answers import server_errors
from tests.faults.client import PASSWORD, Client
from tests.faults.history import History
from tests.faults.moderation import reinstate, suspend
from tests.faults.raw_events import RawEvent, publisher, registered, renamed
from tests.faults.traces import digest_of
from tests.faults.world import World

ME = "/api/v1/users/me/"
ACCOUNT = "/api/v1/auth/account/"
KNOWN_SECONDS = 60
"""The longest time until every service knows a new account."""
ERASED_SECONDS = 90
REPORTED = """
    SELECT count(*) FROM deletion_part JOIN deletion ON deletion.id = deletion_id
    WHERE account_id = '{account}' AND erased_at IS NOT NULL
"""
UNKNOWN_TYPE = "profiles.profile.decorated.v1"
"""Of a newer version of the producer: it is parked where it arrives."""


class Canary:
    """An account with everything, and a friend of it who stays."""

    def __init__(self, world: World, number: int = 0) -> None:
        """Register both; what they do is in no checked history."""
        self.world, self.word = world, f"canary{world.seed}x{number}"
        self.history = History(world.folder / f"{self.word}.jsonl")
        self.client = Client(world.stack.url, self.word, self.history)
        self.friend = Client(world.stack.url, f"friend{world.seed}x{number}", self.history)
        self.id, self.friend_id = (each.register().answer["user"]["id"] for each in (self.client, self.friend))
        self.files: set[str] = set()
        self.picture_url = self.deletion = self.post = ""

    def act(self) -> None:
        """Leave the word in every service."""
        mine, friend = self.client, self.friend
        self._until_ok(mine, "PATCH", ME, dict.fromkeys(("bio", "display_name", "location", "pronouns"), self.word))
        self._show_a_picture()
        said = {"text": f"{self.word} says", "title": self.word, "content_warning": self.word, "visibility": "public"}
        stays = {"text": "stays", "visibility": "public"}
        own = mine.do("post", "POST", "/api/v1/posts/", json=said).answer["id"]
        self.post = friend.do("post", "POST", "/api/v1/posts/", json=stays).answer["id"]
        for author, post in ((mine, self.post), (mine, own), (friend, own)):
            author.do("comment", "POST", f"/api/v1/posts/{post}/comments/", json={"text": f"hello {self.word}"})
            author.do("like", "PUT", f"/api/v1/posts/{post}/like/")
        for one, other in ((mine, friend), (friend, mine)):
            self._until_ok(one, "PUT", f"/api/v1/users/@{other.name}/follow/")
        self._use_the_address()
        mine.do("export", "POST", "/api/v1/auth/export/", json={"password": PASSWORD})

    def look(self) -> None:
        """Let the friend read the feed, whose cards are in Redis then, and keep what the export is."""
        self.friend.do("feed", "GET", "/api/v1/feed/")
        self.files |= {digest_of(file) for file in self._exports()}

    def leave_letters(self) -> None:
        """Leave a dead letter and a parked event with the word, in a service that has seen neither."""
        with publisher(self.world.stack, "posts") as posts:
            posts.publish_to_own_queue(self._event(UNKNOWN_TYPE))
            posts.publish_dead(registered(self.id, self.word))
        parked = f"SELECT count(*) FROM inbox_parked WHERE type = '{UNKNOWN_TYPE}'"
        self.world.eventually(
            lambda: self.world.sql("posts", parked) > 0, within=KNOWN_SECONDS, otherwise="no event was parked"
        )

    def be_suspended(self, admin: Client) -> None:
        """Be suspended for a reason that has the word in it, and be reinstated."""
        suspend(admin, self.id, reason=f"{self.word} sells something")
        reinstate(admin, self.id)
        self.client.login()

    def late_events(self) -> list[RawEvent]:
        """Return events about it with words, as a replay or a retry would bring them."""
        return [
            registered(self.id, self.word, bio=self.word),
            renamed(self.id, self.word, self.word, version=2**40),
        ]

    def delete(self) -> None:
        """Delete the account; an answer that was lost is no fault."""
        record = self.client.delete_account()
        self.world.expect(record.outcome == "ok", f"the deletion was answered {record.statuses}")
        if record.status == 202:
            self.deletion = record.answer["id"]

    def erased_by(self) -> set[str]:
        """Return which services have erased the account, as everybody may read it."""
        path = f"{ACCOUNT}deletion/{self.deletion}/"
        shown = self.friend.do("deletion", "GET", path, token="").answer
        return {part["service"] for part in shown["services"] if part["state"] == "erased"}

    def is_erased(self) -> bool:
        """Return whether every service has erased the account."""
        return self.world.sql("auth", REPORTED.format(account=self.id)) == len(SERVICES)

    def expect_erased(self) -> None:
        """Wait until every service has erased the account."""
        took = self.world.eventually(
            self.is_erased, within=ERASED_SECONDS, otherwise=f"not every service has erased {self.word}"
        )
        self.world.report(f"{self.word} was erased after {took:.1f} s")
        self.world.note("erased", attempts=1, seconds=took)
        self.world.findings += server_errors(self.history.records)

    def is_served(self) -> bool:
        """Return whether the gateway still serves the picture."""
        return requests.get(self.picture_url, timeout=10).status_code != 404

    def figures(self) -> list[int]:
        """Return what is left of it in the friend's counts: followers, followees, likes, comments, notifications."""
        profile = self.friend.do("profile", "GET", f"/api/v1/users/{self.friend_id}/").answer
        post = self.friend.do("post", "GET", f"/api/v1/posts/{self.post}/").answer
        told = self.friend.do("notifications", "GET", "/api/v1/notifications/").answer
        counts = (profile["followers_count"], profile["following_count"], post["likes_count"], post["comments_count"])
        return [*counts, len(told["results"])]

    def _show_a_picture(self) -> None:
        """Send an avatar whose file has the word in it, and keep what is made of it."""
        headers = {"Authorization": f"Bearer {self.client.access}"}
        files = {"avatar": (f"{self.word}.png", _picture(self.word), "image/png")}
        shown = requests.patch(self.world.stack.url + ME, headers=headers, files=files, timeout=30).json()
        self.picture_url = shown["avatar"]["small"]
        folder = Path(self.world.stack.layout.media) / Path(self.picture_url.partition("/media/")[2]).parent
        self.files |= {digest_of(file) for file in folder.iterdir()}

    def _exports(self) -> list[Path]:
        """Return the archives with the word in them."""
        found = []
        for file in self.world.stack.layout.exports.glob("*/*.zip"):
            with ZipFile(file) as archive:
                if any(self.word.encode() in archive.read(name) for name in archive.namelist()):
                    found.append(file)
        self.world.expect(bool(found), f"there is no export of {self.word}")
        return found

    def _use_the_address(self) -> None:
        """Leave the name and the e-mail address where attempts are counted."""
        address = f"{self.word}@example.org"
        for login in (self.word, address):
            for password in ("wrong", PASSWORD):
                body = {"login": login, "password": password}
                self.client.do("login", "POST", "/api/v1/auth/login/", json=body, token="")
        self.client.do("reset", "POST", "/api/v1/auth/password/reset/", json={"email": address}, token="")

    def _until_ok(self, one: Client, method: str, path: str, body: dict[str, str] | None = None) -> None:
        """Send a request until it is answered 200: services know a new account after a moment."""
        self.world.eventually(
            lambda: one.do(path, method, path, json=body).status == 200,
            within=KNOWN_SECONDS,
            otherwise=f"{method} {path} is refused",
        )

    def _event(self, kind: str) -> RawEvent:
        event = renamed(self.id, self.word, self.word, version=1)
        return RawEvent(kind, event.subject, event.sequence, event.body)


def _picture(word: str) -> bytes:
    """Return a picture of a colour of its own, which names the word in its metadata."""
    described = PngImagePlugin.PngInfo()
    described.add_text("Author", word)
    out = BytesIO()
    red, green, blue, _ = crc32(word.encode()).to_bytes(4)
    Image.new("RGB", (60, 40), (red, green, blue)).save(out, "PNG", pnginfo=described)
    return out.getvalue()
