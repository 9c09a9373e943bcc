"""Several canaries of one run: made together, and searched for together."""

from collections.abc import Sequence

from tests.faults.canary import ERASED_SECONDS, KNOWN_SECONDS, Canary
from tests.faults.traces import traces
from tests.faults.world import World


def settled_canaries(world: World, count: int = 1) -> list[Canary]:
    """Make accounts, and wait until every service has what they have left."""
    made = [Canary(world, number) for number in range(count)]
    for canary in made:
        canary.act()
    world.eventually(lambda: not world.backlog(), within=KNOWN_SECONDS, otherwise="not all is known of the canaries")
    for canary in made:
        canary.look()
    return made


def left_of(world: World, canaries: Sequence[Canary]) -> list[str]:
    """Return where a word or a picture of any of them is."""
    digests = {digest for canary in canaries for digest in canary.files}
    found = traces(world.stack, [canary.word for canary in canaries], digests=digests)
    return found + [canary.picture_url for canary in canaries if canary.is_served()]


def expect_no_trace(world: World, canaries: Sequence[Canary], when: str) -> None:
    """Note everything that is left of deleted accounts once no event is on its way."""
    world.eventually(lambda: not world.backlog(), within=ERASED_SECONDS, otherwise="the backlog did not drain")
    world.findings += [("leaks", f"{when}: {place}") for place in left_of(world, canaries)]
    for canary in canaries:
        figures = canary.figures()
        world.expect(not any(figures), f"{when} the friend of {canary.word} is shown {figures}")
