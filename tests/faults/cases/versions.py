"""Services are restored from backups, updated and rolled back: versions of rows, and versions of the code."""

from manifest import SERVICES
from tests.faults.backup import PRODUCERS, Backup
from tests.faults.case import case
from tests.faults.client import Client
from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import without_faults
from tests.faults.defects.planting import Planting
from tests.faults.history import History
from tests.faults.more_workers import several_workers
from tests.faults.restored_users import RestoredUsers, differences
from tests.faults.world import World

OLDER = Defect(
    "older-profiles",
    "No mistake: a version of profiles that does not know relations and new posts yet.",
    (
        Edit("libs/relations/src/relations/consumers.py", "for event_class in TIES:", "for event_class in ():"),
        Edit("services/profiles/src/profiles/consumers.py", "@handles(PostPublished)\n", ""),
    ),
    (),
    without_faults,
    frozenset(),
)


@case("R104", "Each producer is restored from a backup, and people go on.")
def restored_producers(world: World) -> None:
    """What people do after the restore is applied everywhere at once, and a rebuild removes what was lost."""
    for producer in PRODUCERS:
        friends = RestoredUsers(world, producer)
        friends.act_before_backup()
        _wait_until_idle(world)
        backup = Backup(world, producer)
        friends.act_after_backup()
        _wait_until_idle(world)
        backup.restore()
        for other in set(PRODUCERS) - {producer}:
            world.stack.manage(other, "replay", "--since", backup.made_at.isoformat())
        friends.act_after_restore()
        world.note(f"restored {producer}", attempts=1)
        world.eventually(lambda: not friends.mismatches(), within=20, otherwise=f"{producer}: not all new was applied")  # noqa: B023
        world.findings += [("drift", f"after {producer}: {wrong}") for wrong in friends.mismatches()]
    _expect_sessions_to_end(world)
    for service in SERVICES:
        world.stack.manage(service.name, "rebuild", "--all")
    world.stack.manage("posts", "forget_timelines")
    world.findings += [("drift", wrong) for wrong in differences(world)]


def _wait_until_idle(world: World) -> None:
    world.eventually(lambda: not world.backlog(), within=30, otherwise="the backlog did not drain")


def _expect_sessions_to_end(world: World) -> None:
    """The events of the restored auth service are handled, too."""
    client = Client(world.stack.url, f"r{world.seed}end", History(world.folder / "end.jsonl"))
    client.register()
    client.logout()

    def is_refused() -> bool:
        return client.do("me", "GET", "/api/v1/users/me/", token=client.access).status == 401

    world.eventually(is_refused, within=5, otherwise="a logout after the restore was not applied")


@case("R114", "Two versions of profiles read one queue; then the newer is taken back, and comes again.")
def two_versions(world: World) -> None:
    """Events that only the newer version handles wait for it and have their effect once; the older one does not mark
    them as handled.
    """
    planting = Planting(world.stack, OLDER, world.folder / "older")
    planting.copy()
    with several_workers(world.stack, "profiles", 2, variables=planting.environment("older")) as versions:
        world.eventually(lambda: versions.are_ready(2), within=30, otherwise="the older version does not start")
        with world.people(rate=20):
            world.pass_time(8)
            world.stack.stop("profiles-worker")
            world.pass_time(6)
            waiting = world.sql("profiles", "SELECT count(*) FROM inbox_parked")
            versions.close()
            world.stack.start("profiles-worker")
            world.pass_time(3)
    world.report(f"{waiting} events waited for the newer version")
    world.expect(waiting > 0, "nothing was parked during the rollback")
    left = "SELECT count(*) FROM inbox_parked WHERE type ~ 'follow.changed|post.published'"
    world.eventually(lambda: not world.sql("profiles", left), within=60, otherwise="parked events are not handled")
