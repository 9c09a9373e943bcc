"""The signing keys of tokens are rotated while people use Kith."""

import base64
import json
import time

from tests.faults.case import case
from tests.faults.probes import probing
from tests.faults.tokens import new_session, watching
from tests.faults.world import World

OVERLAP_SECONDS = 10
"""Twice the interval at which the gateway fetches the keys."""
FORGOTTEN_SECONDS = 10
"""The auth service reads its table every 2 s, the gateway asks it every 5 s and keeps a result for 1 s."""
COMMAND = "rotate_signing_key"


@case("R75", "The signing key changes twice under load, and then all older ones are given up.")
def changed_keys(world: World) -> None:
    """No valid token is ever refused; the tokens of a removed key are refused soon, and from then on always."""
    with world.people(rate=15) as workload, probing(workload, world.history):
        world.pass_time(3)
        for _ in range(2):
            _rotate(world)
        last = new_session(workload, 0, world.history)
        world.pass_time(2)
    refused = [r for r in world.history.records if 401 in r.statuses]
    world.expect(not refused, f"{len(refused)} valid tokens were refused")
    with watching(last) as (watch,):
        world.pass_time(1)
        given_up = time.time()
        world.stack.manage("auth", COMMAND, "--forget-old")
        done = time.time()
        world.pass_time(FORGOTTEN_SECONDS + 2)
    world.report(f"refused {watch.last_admitted - done:.1f} s after the old keys were given up")
    world.expect(watch.last_admitted > given_up - 1, "the token had not been let in before")
    world.expect(watch.refused_after(done + FORGOTTEN_SECONDS), "a token of a removed key is still accepted")
    world.log_in_again()


def _rotate(world: World) -> None:
    """Publish a new key, and wait until new tokens are signed with it."""
    said = world.stack.manage("auth", COMMAND, variables={"KEY_OVERLAP_SECONDS": str(OVERLAP_SECONDS)})
    wanted = said.split()[0]
    world.eventually(
        lambda: wanted in {_key_of(client.access) for client in world.clients},
        within=OVERLAP_SECONDS + 30,
        otherwise="nobody got a token of the new key",
    )


def _key_of(token: str) -> str:
    """Return the id of the key that signed a token."""
    header = token.split(".")[0]
    kid: str = json.loads(base64.urlsafe_b64decode(header + "=" * (-len(header) % 4)))["kid"]
    return kid
