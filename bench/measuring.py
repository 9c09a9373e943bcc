"""Measure cases in turns, and put their rounds together."""

import statistics
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from bench.cases import Case
from bench.settings import Settings
from bench.testbed.opening import Testbed
from bench.testbed.processor import GROUPS
from bench.testbed.programs import Usage
from bench.testbed.quiet import wait_until_quiet
from bench.world.plan import choose_people
from bench.wrk import Load, Request, drive, write_requests

READS_IN_TURN = 1_000
"""Requests of a read, sent again and again: several for each account."""
WRITES_PER_SECOND = 3_000
"""More than can be answered, so that no write is sent twice."""
WARM_UP_SECONDS_AT_MOST = 20
IDLE_SECONDS = 4
FAILED_AT_MOST = 0.01
"""Share of a case's requests; refusals are cheap and would make it look fast."""


@dataclass(frozen=True)
class Result:
    """What one case cost. ``costs`` are milliseconds of processor time for each request, by group of programs."""

    requests_per_second: float
    p50_ms: float
    p99_ms: float
    requests: int
    failed: int
    costs: dict[str, float]
    spread: list[float]
    """Each web worker's share of the web program's processor time, the largest first."""

    @property
    def total_ms(self) -> float:
        """Return the processor time of all programs for one request."""
        return sum(self.costs.values())


def idle_rates(testbed: Testbed) -> dict[str, float]:
    """Return how many processor seconds each group uses in a second without requests."""
    before, began = testbed.programs.usage(), time.monotonic()
    time.sleep(IDLE_SECONDS)  # the time that is measured: nothing is waited for
    return _rates(before, testbed.programs.usage(), time.monotonic() - began)


def measure_all(
    testbed: Testbed, cases: Sequence[Case], settings: Settings, folder: Path
) -> tuple[dict[str, float], dict[str, Result]]:
    """Warm up and measure all cases in turn, round after round; return the idle rates and the median of each case."""
    people = choose_people(testbed.world.plan, settings.accounts)
    sources = {case.name: case.requests(testbed, people) for case in cases}
    for case in cases:
        warm_up(testbed, case, sources[case.name], settings, folder)
    wait_until_quiet(testbed.stack)
    idle = idle_rates(testbed)  # not earlier: programs that have just begun are still importing
    rounds: dict[str, list[Result]] = {case.name: [] for case in cases}
    for _ in range(settings.rounds):
        for case in cases:
            file = _next_requests(case, sources[case.name], settings.seconds, folder)
            rounds[case.name].append(measure(testbed, case, file, settings, idle))
    return idle, {name: median(results) for name, results in rounds.items()}


def warm_up(testbed: Testbed, case: Case, source: Iterator[Request], settings: Settings, folder: Path) -> None:
    """Send requests without measuring; where first requests cost more, until each account has sent some."""
    file, seconds = _next_requests(case, source, settings.warm_up_seconds, folder), settings.warm_up_seconds
    wanted = settings.accounts * settings.workers if case.has_costly_first else 1
    while drive(testbed.stack.url, file, seconds=seconds, connections=settings.connections).requests < wanted:
        seconds *= 2  # each drive begins with the file's first request
        if seconds > WARM_UP_SECONDS_AT_MOST:
            return


def measure(testbed: Testbed, case: Case, file: Path, settings: Settings, idle: dict[str, float]) -> Result:
    """Send the requests of a file and return what they cost, with the effects of writes, without the cost of idling."""
    before, began = testbed.programs.usage(), time.monotonic()
    load = drive(testbed.stack.url, file, seconds=settings.seconds, connections=settings.connections)
    if case.is_write:
        wait_until_quiet(testbed.stack)
    after, seconds = testbed.programs.usage(), time.monotonic() - began
    rates = _rates(before, after, seconds)
    costs = {group: cost_ms(rates[group], idle[group], seconds, load.requests) for group in GROUPS}
    return result_of(load, costs, spread_of(before, after, case.program))


def cost_ms(rate: float, idle_rate: float, seconds: float, requests: int) -> float:
    """Return the milliseconds of processor time for one request, less what the programs use without any."""
    return max(0.0, (rate - idle_rate) * seconds * 1e3 / max(1, requests))


def result_of(load: Load, costs: dict[str, float], spread: list[float]) -> Result:
    """Return what wrk counted together with the costs."""
    return Result(load.requests / load.seconds, load.p50_ms, load.p99_ms, load.requests, load.failed, costs, spread)


def spread_of(before: Usage, after: Usage, program: str) -> list[float]:
    """Return each worker's share of the processor time of a web program's workers, the largest first."""
    earlier, later = before.web_workers[program], after.web_workers[program]
    used = [seconds - earlier.get(pid, 0) for pid, seconds in later.items()]
    return sorted((each / max(sum(used), 1e-9) for each in used), reverse=True)


def has_failed(results: Mapping[str, Result]) -> bool:
    """Return whether too many requests of a case failed for its figures to be valid."""
    return any(result.failed > FAILED_AT_MOST * result.requests for result in results.values())


def median(results: Sequence[Result]) -> Result:
    """Return the medians of several rounds; requests and failures are added up."""

    def middle(values: Iterable[float]) -> float:
        return statistics.median(values)

    return Result(
        middle(r.requests_per_second for r in results),
        middle(r.p50_ms for r in results),
        middle(r.p99_ms for r in results),
        sum(r.requests for r in results),
        sum(r.failed for r in results),
        {group: middle(r.costs[group] for r in results) for group in GROUPS},
        [middle(shares) for shares in zip(*(r.spread for r in results), strict=False)],
    )


def _rates(before: Usage, after: Usage, seconds: float) -> dict[str, float]:
    return {group: (after.groups[group] - before.groups[group]) / seconds for group in GROUPS}


def _next_requests(case: Case, source: Iterator[Request], seconds: int, folder: Path) -> Path:
    count = WRITES_PER_SECOND * seconds if case.is_write else READS_IN_TURN
    return write_requests(folder / "requests", islice(source, count))
