"""D01-D03, D05-D10, D13, D15, D19-D21, D28, D30: every read of posts, by everybody, of posts for every audience.

The reads are those of the gateway's routes; READS says for each which posts it shows to whom, and no answer may show
another one: not in its items, nor its counts, its cursors or its refusal.
"""

from collections.abc import Callable, Iterable

import pytest

from runtime.thoroughness import is_thorough
from tests.e2e.waiting import eventually
from tests.security.leak_reads import (
    PATHS,
    READS,
    Read,
    Reader,
    faults_of,
    faults_of_answers,
    faults_of_counts,
    reads_of,
)
from tests.security.leak_scene import RELATIONS, Scene

Fault = tuple[Reader, Read, str]
RANK = "from posts.services import explore, trends; explore.explore_refresh(); trends.trends_refresh()"
LISTS = {path for path in READS if "{id}" not in path}
NOTIFIED = {"notifications/", "notifications/unread-count/"}
"""The routes of another service, which learns of an edit by its event."""
LASTING = ("anonymous", "author", "insider", "stranger", "requester", "follower", "friend", "member", "fan")
"""Readers with one relation each: as long as no tie has ended, there is no other."""
OF_CLOSED = ("anonymous", "insider", "stranger", "follower", "blocked")
"""Who reads what a closed account has made, which everybody finds equally little of."""
EVERYBODY = (*LASTING, *(name for name in RELATIONS if name not in LASTING))


@pytest.fixture(scope="module")
def scene(newcomer, admin) -> Scene:
    """The posts, while all but that of the group are public."""
    return Scene(newcomer, admin)


@pytest.fixture
def rank(handle) -> Callable[[], object]:
    """Count the trends and choose what there is to explore, as a task does every minute."""
    return lambda: handle.manage("posts", "shell", "-c", RANK)


def readers(scene: Scene) -> list[Reader]:
    """Return who reads now; with THOROUGH=1 everybody does each time."""
    scene.stay_signed_in()
    is_changed = scene.has_ended and not scene.is_private
    if scene.is_closed:
        names: Iterable[str] = (each for each in EVERYBODY if each != "author") if is_thorough() else OF_CLOSED
    else:
        names = EVERYBODY if is_changed or is_thorough() else LASTING
    return [Reader(scene, name) for name in names]


def found(scene: Scene, only: set[str] | None = None) -> list[Fault]:
    """Read everything as everybody, and return what was wrong."""
    return [
        (reader, read, fault)
        for reader in readers(scene)
        for _, read in reads_of(reader, only)
        for fault in faults_of(reader, read)
    ]


def settled(faults: list[Fault], *, is_late: bool = False) -> list[str]:
    """Return what is wrong beside items that appear within some seconds; ``is_late`` also what disappears then."""

    def again() -> None:
        waiting[:] = [each for each in waiting if each[2] in faults_of(each[0], each[1])]
        assert not waiting

    waiting = [each for each in faults if is_late or each[2].startswith("misses")]
    leaks = [each for each in faults if each not in waiting]
    try:
        eventually(again, within=30)
    except AssertionError:
        leaks += waiting
    return [f"{reader.name}: {read.path} {fault}" for reader, read, fault in leaks]


def test_every_route_that_reads_posts_is_in_the_matrix():
    assert set(READS) == {path for path, _ in PATHS}


def test_nobody_finds_a_post_outside_its_audience_from_the_answer_to_the_change_on(scene, rank):
    rank()
    faults: dict[str, list[str]] = {"before": settled(found(scene, LISTS))}

    for change in (scene.narrow, scene.end_ties, scene.close_to_strangers, scene.suspend, scene.delete):
        scene.remember_answers()
        change()
        of_change = faults[change.__name__] = [*faults_of_answers(scene)]
        rank()
        at_once = set(READS) - (NOTIFIED if change == scene.narrow else set())
        of_change += settled(found(scene, at_once))
        of_change += settled(found(scene, set(READS) - at_once), is_late=True)
        of_change += of_counts(readers(scene)) if not scene.is_closed else []

    assert not any(faults.values()), "\n".join(f"{name}: {each}" for name in faults for each in faults[name])


def of_counts(everybody: Iterable[Reader]) -> list[str]:
    return [fault for reader in everybody for fault in faults_of_counts(reader)]
