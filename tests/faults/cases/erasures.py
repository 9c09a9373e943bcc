"""Accounts are deleted: while all works, while a service is down, while processes die, and before a restore."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

from manifest import SERVICES, service_named
from tests.faults.backup import PRODUCERS, Backup
from tests.faults.canaries import expect_no_trace, left_of, settled_canaries
from tests.faults.canary import ERASED_SECONDS, Canary
from tests.faults.case import case
from tests.faults.crashes import failpoints_set
from tests.faults.moderation import administrator
from tests.faults.raw_events import publish
from tests.faults.traces import dumped
from tests.faults.world import World

NAMES = tuple(service.name for service in SERVICES)
OTHERS = tuple(f"{name}-worker" for name in NAMES if name != "auth")
STEPS: tuple[dict[str, str], ...] = (
    {"auth-web": "view.before_commit:1"},
    {
        "auth-web": "view.after_commit:1",
        "auth-worker": "relay.after_publish:1",
        **dict.fromkeys(OTHERS, "consumer.before_transaction:1"),
    },
    {"auth-worker": "relay.after_confirm:1", **dict.fromkeys(OTHERS, "consumer.in_transaction:1")},
    {"auth-worker": "relay.after_mark:1", **dict.fromkeys(OTHERS, "consumer.before_commit:1")},
    {"auth-worker": "consumer.in_transaction:1", **dict.fromkeys(OTHERS, "consumer.after_commit:1")},
    {"auth-worker": "consumer.after_commit:1", **dict.fromkeys(OTHERS, "job.in_step:1")},
    {
        "auth-worker": "job.in_step:1",
        **dict.fromkeys(OTHERS, "job.after_step:1"),
        "profiles-worker": "media.files_deleted:1",
    },
    {"auth-worker": "job.after_step:2", "profiles-worker": "job.after_step:1"},
    {"auth-worker": "archive.file_deleted:1", "profiles-worker": "job.in_step:4"},
)
"""Where processes are killed, an account is deleted for each of them: every step that a deletion takes."""


@case("R100", "An account with everything is deleted; dead letters, parked events and the audit log name it.")
def erased_account(world: World) -> None:
    """No word and no picture of it is in any database, Redis, queue, log or file, and nothing of it is counted."""
    (canary,) = settled_canaries(world)
    canary.leave_letters()
    canary.be_suspended(administrator(world))
    _expect_places(world, canary, "posts.events.dead")
    world.expect(canary.figures() == [1, 1, 1, 1, 3], f"the friend is shown {canary.figures()} before the deletion")
    canary.delete()
    canary.expect_erased()
    expect_no_trace(world, [canary], "after the deletion")
    world.expect(canary.erased_by() == set(NAMES), f"the deletion is reported by {canary.erased_by()} only")


@case("R101", "Accounts are deleted while a service is down, each service in turn.")
def erased_while_down(world: World) -> None:
    """The deletion shows who has not erased it, and is complete once the service is back."""
    away = [name for name in NAMES if name != "auth"]  # which has to accept the deletion
    canaries = settled_canaries(world, len(away))
    for name, canary in zip(away, canaries, strict=True):
        with _down(world, name):
            canary.delete()
            world.eventually(
                lambda canary=canary, name=name: canary.erased_by() == set(NAMES) - {name},
                within=ERASED_SECONDS,
                otherwise=f"the others wait for {name}",
            )
        canary.expect_erased()
    expect_no_trace(world, canaries, "after the deletions")


@case(
    "R102", "Every process is killed at every step of deletions; then events of deleted accounts come late and again."
)
def erased_by_dying_processes(world: World) -> None:
    """Each deletion is complete, and late events create nothing again."""
    canaries = settled_canaries(world, len(STEPS))
    for failpoints, canary in zip(STEPS, canaries, strict=True):
        with failpoints_set(world) as crashing, ThreadPoolExecutor(1) as pool:
            crashes = crashing.arm(failpoints)
            deletion = pool.submit(canary.delete)
            crashing.expect(crashes, times=len(failpoints))
            crashing.disarm()
            deletion.result()
        canary.expect_erased()
    expect_no_trace(world, canaries, "after the deletions")
    _replay(world)
    publish(world.stack, [event for canary in canaries for event in canary.late_events()])
    expect_no_trace(world, canaries, "after late events")


@case("R105", "Each service is restored from a backup that is older than the deletion of an account.")
def restored_before_erasure(world: World) -> None:
    """The service is not ready before it has erased the account again."""
    (canary,) = settled_canaries(world)
    _expect_places(world, canary)
    backups = {name: Backup(world, name) for name in reversed(NAMES)}
    canary.delete()
    canary.expect_erased()
    for name, backup in backups.items():
        backup.restore()
        is_there = canary.word.encode() in dumped(world.stack, name)
        world.expect(not is_there, f"{name} was ready with the words of a deleted account")
        world.note(f"restored {name}", attempts=1)
    _replay(world)
    expect_no_trace(world, [canary], "after the restores")


@contextmanager
def _down(world: World, name: str) -> Iterator[None]:
    """Stop both programs of a service while the block runs."""
    programs = service_named(name).programs
    for program in programs:
        world.stack.stop(program)
    yield
    for program in programs:
        world.stack.start(program)
    world.wait_for(*programs)


def _replay(world: World) -> None:
    """Publish all that the outboxes have once more."""
    for name in PRODUCERS:
        world.stack.manage(name, "replay", "--since", world.began.isoformat())


def _expect_places(world: World, canary: Canary, *more: str) -> None:
    """Check the search itself: before the deletion it finds the word wherever an account leaves it."""
    found = left_of(world, [canary])
    for place in (*(f"the database of {name}" for name in NAMES), "Redis", "/media/", "/exports/", *more):
        world.expect(any(place in each for each in found), f"the search does not find {place} before the deletion")
