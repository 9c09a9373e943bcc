"""What the gateway's token check costs: ``python -m bench.gateway [SECONDS]``.

The same small file without a check, without a token, with a token whose check is cached, with tokens that were seen
before but not in this second, and with new tokens.
All in one run on one nginx, in turns, each figure the median. Requests per second depend on what else the machine does;
the processor time that nginx spends on a request hardly does, and is what the limit holds for.
"""

import statistics
import sys
import tempfile
from pathlib import Path

from bench.gateway.tokens import write_tokens
from bench.gateway.workload import Result, measure
from gateway.testing import Nginx, SigningKey
from stack.errors import StackError
from stack.packages import ensure_packages

ROUNDS = 3
NEW_TOKENS_PER_SECOND = 5_000
"""More than nginx can check, so that none is used twice."""
KNOWN_TOKENS = 10_000
"""More than nginx can check in the second for which a result is cached, so that each is checked again."""
WARM_UP_SECONDS = 10
MAX_EXTRA_MICROSECONDS = 20


def main() -> int:
    """Print the table; return 1 when a cached check costs too much, or a request failed."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 4
    try:
        ensure_packages("wrk")
    except StackError as error:
        print(error)
        return 1
    with tempfile.TemporaryDirectory(prefix="kith-bench-") as folder:
        nginx = Nginx(Path(folder), {}, ACCESS_LOG="/dev/null")
        nginx.start(extra=Path(__file__).with_name("locations.conf").read_text())
        try:
            return report(run(nginx, Path(folder), seconds))
        finally:
            nginx.stop()


def run(nginx: Nginx, folder: Path, seconds: float) -> dict[str, Result]:
    """Measure every case in turns and return the median of each."""
    key = SigningKey(issuer=nginx.url)
    nginx.trust(key)
    one = write_tokens(folder / "one", key, 1)
    known = write_tokens(folder / "known", key, KNOWN_TOKENS)
    _ask(nginx, ("/bench/required", known), WARM_UP_SECONDS)
    rounds = []
    for number in range(ROUNDS):
        new = write_tokens(folder / f"new-{number}", key, int(NEW_TOKENS_PER_SECOND * seconds))
        cases = {
            "static": ("/bench/static", None),
            "unauthenticated": ("/bench/optional", None),
            "cached token": ("/bench/required", one),
            "known token": ("/bench/required", known),
            "new token": ("/bench/required", new),
        }
        rounds.append({name: _ask(nginx, case, seconds) for name, case in cases.items()})
    return {name: median([each[name] for each in rounds]) for name in rounds[0]}


def _ask(nginx: Nginx, case: tuple[str, Path | None], seconds: float) -> Result:
    path, tokens = case
    return measure(nginx.url + path, seconds=seconds, tokens=tokens, workers=nginx.workers)


def median(results: list[Result]) -> Result:
    """Return the median of the rates, and all that failed."""
    rate = statistics.median(result.requests_per_second for result in results)
    cost = statistics.median(result.microseconds for result in results)
    return Result(rate, cost, sum(result.failed for result in results))


def report(results: dict[str, Result]) -> int:
    """Print the table, and return the exit code."""
    base = results["static"].microseconds
    print("                  requests/s   µs of processor   more than static   failed")
    for name, result in results.items():
        cost, extra = result.microseconds, result.microseconds - base
        print(f"{name:16} {result.requests_per_second:11,.0f} {cost:17.1f} {extra:18.1f} {result.failed:8}")
    cached = results["cached token"].microseconds - base
    is_good = cached <= MAX_EXTRA_MICROSECONDS and not any(result.failed for result in results.values())
    print(f"a cached token costs {cached:.1f} µs more than none; allowed are {MAX_EXTRA_MICROSECONDS}")
    return 0 if is_good else 1


if __name__ == "__main__":
    sys.exit(main())
