"""People register with pictures while the processes are killed that create accounts and hand the pictures over."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import requests

from tests.e2e.test_pictures import png
from tests.faults.case import case
from tests.faults.client import PASSWORD, Client
from tests.faults.crashes import failpoints_set
from tests.faults.world import World

KILLED: tuple[dict[str, str], ...] = (
    {"auth-web": "view.before_commit:2", "profiles-web": "media.before_files:2"},
    {"auth-web": "view.after_commit:2", "profiles-web": "media.after_files:2"},
    {"auth-worker": "job.in_step:4", "profiles-web": "view.before_commit:2"},
    {"auth-worker": "job.after_step:4", "profiles-web": "view.after_commit:2"},
)
"""Which programs kill themselves at the same time, and where."""
LEAVES_EVERY = 3
COLOURS = 256
SHOWN_SECONDS = 90.0
"""A job waits up to a minute for another attempt."""
WAITING = "SELECT count(*) FROM registration_picture"
KEPT_OF_NOBODY = """
    SELECT count(*) FROM media_picture WHERE state = 'kept' AND NOT EXISTS (
        SELECT 1 FROM profiles_profile WHERE media_picture.id IN (avatar_picture_id, banner_picture_id)
    )
"""
OF_ACCOUNTS = "SELECT count(*) FROM media_picture WHERE owner_id IN ({ids})"


@dataclass
class Newcomer:
    """Somebody who has registered with a picture."""

    client: Client
    id: UUID
    has_left: bool = False

    def avatar(self) -> dict[str, str] | None:
        """Return the avatar that everybody is shown; None when there is none, or no answer."""
        try:
            answer = requests.get(f"{self.client.base}/api/v1/users/{self.id}/", timeout=10)
        except requests.RequestException:
            return None
        return answer.json()["avatar"] if answer.ok else None


@case("L07", "People register with pictures, and auth and profiles are killed on the way, 16 times (--long: 80).")
def registrations_with_pictures(world: World) -> None:
    """Whoever has registered is shown with the picture; nothing is left of those who delete the account at once."""
    with world.people(users=4, rate=5), _registering(world) as newcomers, failpoints_set(world) as failpoints:
        for programs in KILLED:
            failpoints.crash_repeatedly(programs, times=20 if world.is_long else 4)
    stayed = [each for each in newcomers if not each.has_left]
    world.report(f"{len(newcomers)} registered, {len(newcomers) - len(stayed)} of them left")
    world.eventually(
        lambda: all(each.avatar() for each in stayed), within=SHOWN_SECONDS, otherwise="a picture was not handed over"
    )
    _expect_own_pictures(world, stayed)
    _expect_nothing_left(world, [each for each in newcomers if each.has_left])


@contextmanager
def _registering(world: World) -> Iterator[list[Newcomer]]:
    """Let people register one after the other while the block runs; yield them. Some delete the account at once."""
    newcomers: list[Newcomer] = []
    is_over = threading.Event()

    def register() -> None:
        while not is_over.is_set():
            newcomers.append(_register(world, len(newcomers)))

    thread = threading.Thread(target=register)
    thread.start()
    try:
        yield newcomers
    finally:
        is_over.set()
        thread.join()


def _register(world: World, number: int) -> Newcomer:
    client = Client(world.stack.url, f"r{world.seed}x{number}", world.history)
    fields = {"username": client.name, "email": f"{client.name}@example.org"}
    fields |= {"password": PASSWORD, "password_confirm": PASSWORD}
    files = {"profile_picture": ("me.png", png(number % COLOURS), "image/png")}
    made = client.do("registration.join", "POST", "/api/v1/auth/register/", json=fields, files=files, token="").answer
    client.access, client.refresh_token = made["access"], made["refresh"]
    newcomer = Newcomer(client, UUID(made["user"]["id"]), has_left=number % LEAVES_EVERY == 0)
    if newcomer.has_left:
        client.do("registration.leave", "DELETE", "/api/v1/auth/account/")
    return newcomer


def _expect_own_pictures(world: World, stayed: list[Newcomer]) -> None:
    """Expect that nobody has the picture of another, that the files are there, and that none is kept for nobody."""
    avatars = [avatar for each in stayed if (avatar := each.avatar())]
    colours = {avatar["blurhash"] for avatar in avatars}
    world.expect(len(colours) == min(len(avatars), COLOURS), f"{len(avatars)} avatars show {len(colours)} pictures")
    missing = [avatar["small"] for avatar in avatars if requests.get(avatar["small"], timeout=10).status_code != 200]
    world.expect(not missing, f"{len(missing)} files are missing")
    kept = world.sql("profiles", KEPT_OF_NOBODY)
    world.expect(kept == 0, f"{kept} pictures are kept that no profile shows")


def _expect_nothing_left(world: World, gone: list[Newcomer]) -> None:
    """Expect that auth keeps no picture, and profiles none of a deleted account."""
    world.eventually(
        lambda: world.sql("auth", WAITING) == 0, within=SHOWN_SECONDS, otherwise="auth keeps a picture that was taken"
    )
    ids = ", ".join(f"'{each.id}'" for each in gone)
    world.eventually(
        lambda: world.sql("profiles", OF_ACCOUNTS.format(ids=ids)) == 0,
        within=SHOWN_SECONDS,
        otherwise="a picture of a deleted account is left",
    )
