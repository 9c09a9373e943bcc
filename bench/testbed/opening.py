"""Start everything that is measured, and stop it."""

import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.settings import Settings
from bench.testbed.baselines import behind_the_gateway, textbook_load
from bench.testbed.programs import Programs
from bench.testbed.quiet import wait_until_quiet
from bench.world.load import World, load
from bench.world.plan import choose_people
from stack.console import step
from stack.handle import Handle, running_stack
from stack.layout import Layout, find_layout


@dataclass(frozen=True)
class Testbed:
    """A loaded stack with its baselines; ``textbook_tokens`` are in the order of the people."""

    stack: Handle
    world: World
    textbook_tokens: Sequence[str]
    programs: Programs


def bench_layout() -> Layout:
    """Return the folder of the stack that is measured: beside that of `make run`, emptied at each start."""
    return Layout(find_layout().run_dir / "bench")


@contextmanager
def opened(settings: Settings, *, with_textbook: bool) -> Iterator[Testbed]:
    """Start a fresh stack, load the world, start the baselines; stop all at the end."""
    layout = bench_layout()
    shutil.rmtree(layout.run_dir, ignore_errors=True)
    with ExitStack() as running:
        with step("stack is started"):
            stack = running.enter_context(running_stack(layout, _variables(settings)))
        with step("world is loaded"):
            world = load(stack)
        with step("baselines are started"):
            textbook_tokens: Sequence[str] = ()
            page = _page(stack, world.tokens[choose_people(world.plan, 1)[0]], layout.run_dir / "page.json")
            variables = {"PAGE_FILE": str(page)}
            application = "bench.constant:application"
            roots = {"constant": running.enter_context(behind_the_gateway(stack, settings, application, variables))}
            if with_textbook:
                variables, textbook_tokens = textbook_load(stack, world.plan)
                application = "bench.textbook.wsgi:application"
                roots["textbook"] = running.enter_context(behind_the_gateway(stack, settings, application, variables))
            wait_until_quiet(stack)
        yield Testbed(stack, world, textbook_tokens, Programs(stack, roots))


def _variables(settings: Settings) -> dict[str, str]:
    return {
        "KITH_PORT": "0",
        "PUBLIC_URL": "",
        "LIMIT_SCALE": "1000",
        "WEB_WORKERS": str(settings.workers),
        "WEB_THREADS": str(settings.threads),
    }


def _page(stack: Handle, token: str, file: Path) -> Path:
    """Write somebody's feed to a file, for the constant view."""
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{stack.url}/api/v1/feed/", headers=headers, trust_env=False).raise_for_status()
    file.write_text(json.dumps(answer.json()))
    os.chmod(file, 0o644)
    return file
