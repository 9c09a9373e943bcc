"""``python -m bench.demo``: load the Reed98 graph into the stack of `make run`, and check what everybody sees.

What is there already is not written again. The last line is ``feeds 962 differences 0``; anything else exits with 1.
Each account's feed, lists, counts and some others' posts are compared. ``--people 60`` takes the first 60 people only.
"""

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from bench.demo.accounts import PASSWORD, Accounts
from bench.demo.callers import Callers
from bench.demo.gateway import Gateway, GatewayError
from bench.demo.graph import read_graph
from bench.demo.reacting import react
from bench.demo.relating import relate
from bench.demo.ties import plan_ties
from bench.demo.views import all_differences, wait_for
from bench.demo.world import World, errands
from bench.demo.writing import write
from runtime.waiting import wait_until
from stack.errors import StackError
from stack.handle import Handle, running_stack
from stack.layout import find_layout
from stack.state import read_state

SHOWN_DIFFERENCES = 5
PROBES = 5

console = Console(highlight=False)


@contextmanager
def some_stack() -> Iterator[Handle]:
    """Return the stack that runs, or start one for the time of the demo."""
    layout = find_layout()
    if read_state(layout):
        yield Handle(layout)
        return
    console.print("No stack runs: starting one for the demo. (make run starts one that stays.)")
    with running_stack(layout, {}) as stack:
        yield stack


def load(stack: Handle, size: int | None) -> tuple[World, Callers]:
    """Write what is missing and return the world as it then is."""
    graph, callers = read_graph(size), Callers(console)
    with console.status(f"{graph.size} accounts"):
        accounts = Accounts(stack, graph.size)
        world = World(Gateway(stack.url), accounts, graph, plan_ties(graph))
        wait_until(lambda: world.is_known(graph.size - 1), what="The last profile", seconds=60)
    missing = callers.do("accounts", world.look, range(graph.size))
    runs = errands(missing)
    if runs:
        callers.do("follows and posts", world.do, runs, size=len)
        wait_for(world, [person for run in runs[-PROBES:] for person, _ in run[-1:]])
    relate(world, callers)
    write(world, callers)
    react(world, callers)
    return world, callers


def demo(stack: Handle, size: int | None) -> int:
    """Load, compare and print; return how many views differ."""
    started = time.monotonic()
    world, callers = load(stack, size)
    differences = all_differences(world, callers)
    for each in differences[:SHOWN_DIFFERENCES]:
        console.print(f"  {each}")
    follows, posts = sum(map(len, world.following)), sum(map(len, world.posts))
    ties = f"{len(world.private)} private accounts, {sum(map(len, world.friends)) // 2} friendships"
    ties += f", {sum(map(len, world.blocking))} blocks and {len(world.ties.groups)} groups"
    shares = sum(map(len, world.shares))
    written = f"{posts} posts, {len(world.quoted)} of them quotes, {shares} shares"
    console.print(f"\n{follows} follows, {written}, {ties} in {time.monotonic() - started:.0f} s, at {stack.url}")
    console.print(f'Log in as any of reed1 … reed{world.graph.size} with the password "{PASSWORD}".')
    print(f"feeds {world.graph.size} differences {len(differences)}", flush=True)
    return len(differences)


def main() -> int:
    """Return the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, metavar="N", help="only the first N people of the graph")
    size = parser.parse_args().people
    try:
        with some_stack() as stack:
            return 1 if demo(stack, size) else 0
    except (StackError, TimeoutError, GatewayError) as error:
        console.print(f"The demo cannot go on: {error}")
    except subprocess.CalledProcessError as error:
        console.print(f"The demo cannot go on: {error}\n{error.stderr}")
    return 1


if __name__ == "__main__":
    sys.exit(main())
