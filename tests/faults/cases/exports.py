"""Exports that are made while the worker is killed at every step: each is complete, and nothing else is on the disk."""

import os
import time
from collections.abc import Mapping
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import requests

from tests.faults.case import case
from tests.faults.client import PASSWORD, Client
from tests.faults.crashes import failpoints_set, start_with
from tests.faults.onlookers import Member
from tests.faults.world import World

WORKER = "auth-worker"
KILLED_AT = ("archive.after_write:2", "job.in_step:3", "job.after_step:2", "archive.after_directory:1")
"""Where the worker is killed: each time it passes there so often."""
POSTS = 3
EXPORT = "/api/v1/auth/export/"
READY_SECONDS = 120
SWEPT_SECONDS = 37 * 3600
OVER = "SELECT count(*) FROM archive WHERE closed_at IS NULL AND (state = 'expired' OR expires_at <= now())"
CHANGING = ("README.txt", "auth/sessions.json", "notifications/notifications.json")
"""Files that differ between two exports: the last names the exports before, while they can be fetched."""

Files = Mapping[str, bytes]


@case("R106", "The worker is killed at every step of exports.")
def killed_exports(world: World) -> None:
    """Each becomes ready, and holds what one that is made without a fault holds."""
    with world.people(users=4, rate=4):
        for number, failpoint in enumerate(KILLED_AT):
            owners = [_owner(world, f"x{world.seed}e{number}{owner}") for owner in "abc"]
            for owner in owners:
                world.eventually(
                    lambda owner=owner: owner.do("export.me", "GET", "/api/v1/users/me/").status == 200,
                    within=READY_SECONDS,
                    otherwise=f"{owner.name} has no profile",
                )
            for owner in owners:
                _ask(owner)
            with failpoints_set(world) as failpoints:
                failpoints.crash_repeatedly({WORKER: failpoint}, times=2)
            killed = [_made(world, owner) for owner in owners]
            _expect_the_same(world, owners, killed)
        _expect_deleted(world, owners)
    _expect_one_file_each(world)
    _expect_sweep(world)


def _owner(world: World, name: str) -> Client:
    owner = Member(world.stack.url, name, world.history).join()
    for number in range(POSTS):
        owner.do("export.post", "POST", "/api/v1/posts/", json={"text": f"Number {number}.", "visibility": "private"})
    return owner


def _ask(owner: Client) -> None:
    owner.do("export.ask", "POST", EXPORT, json={"password": PASSWORD})


def _made(world: World, owner: Client) -> Files:
    """Wait until the owner's export is ready, fetch it, and return its files but those that may change meanwhile."""
    found: dict[str, bytes] = {}

    def is_ready() -> bool:
        shown = owner.do("export.list", "GET", EXPORT).answer["results"][0]
        if shown["state"] != "ready":
            return False
        with ZipFile(BytesIO(requests.get(shown["url"], timeout=10).content)) as archive:
            world.expect(archive.testzip() is None, f"the export of {owner.name} is damaged")
            world.expect(len(archive.namelist()) == len(set(archive.namelist())), "a part is there twice")
            found.update({name: archive.read(name) for name in archive.namelist() if name not in CHANGING})
        return True

    world.eventually(is_ready, within=READY_SECONDS, otherwise=f"the export of {owner.name} is not ready")
    return found


def _expect_the_same(world: World, owners: list[Client], killed: list[Files]) -> None:
    """Let each owner's export expire, make another one without faults, and compare."""
    _ask_again(world, owners)
    for owner, files in zip(owners, killed, strict=True):
        whole = _made(world, owner)
        world.expect(files == whole, f"the export of {owner.name} misses {sorted(whole.items() ^ files.items())[:1]}")


def _ask_again(world: World, owners: list[Client]) -> None:
    """Let the exports expire, which lets their files be deleted, and ask for others."""
    world.sql("auth", "UPDATE archive SET expires_at = now() WHERE state = 'ready'")
    for owner in owners:
        _ask(owner)


def _expect_deleted(world: World, owners: list[Client]) -> None:
    """Kill the worker while it deletes files of expired exports."""
    with failpoints_set(world) as failpoints:
        crashes = failpoints.arm({WORKER: "archive.file_deleted:1"})
        _ask_again(world, owners)
        failpoints.expect(crashes, times=2)
    for owner in owners:
        _made(world, owner)


def _expect_one_file_each(world: World) -> None:
    """Compare the folder with the rows."""

    def are_gone() -> bool:
        return not world.sql("auth", OVER)

    world.eventually(are_gone, within=READY_SECONDS, otherwise="files of expired exports were not deleted")
    kept = world.sql("auth", "SELECT count(*) FROM archive WHERE closed_at IS NULL")
    files = len(list(Path(world.stack.layout.exports).glob("*/*.zip")))
    world.expect(files == kept, f"{files} files of {kept} exports")


def _expect_sweep(world: World) -> None:
    """Leave two files without a row, one of them too old to belong to any; the worker sweeps when it starts."""
    folder = next(Path(world.stack.layout.exports).glob("*/*.zip")).parent
    kept = set(folder.parent.glob("*/*.zip"))
    old, young = folder / "old.zip", folder / "young.zip"
    for file in (old, young):
        file.write_bytes(b"")
    os.utime(old, (time.time() - SWEPT_SECONDS,) * 2)
    start_with(world, WORKER, {})
    world.eventually(lambda: not old.exists(), within=READY_SECONDS, otherwise="an old file without a row is kept")
    world.expect({young, *kept} == set(folder.parent.glob("*/*.zip")), "the sweep deleted a file that may be in use")
    young.unlink()
