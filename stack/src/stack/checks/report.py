"""What is printed about the checks: a line when a part ends, and at the end what failed and why."""

import resource

from rich.markup import escape

from stack.checks.part import Result
from stack.console import console


def show(result: Result) -> None:
    """Print a part's result, its seconds and how many tests it ran."""
    mark = "[green]✓[/]" if result.is_green else "[red]✗[/]"
    tests = f"{result.passed + result.failed:5} tests" if result.part.is_pytest else ""
    console.print(f"  {mark} {result.part.name:<40} {result.seconds:6.1f} s {tests}")


def summarise(results: list[Result], seconds: float) -> int:
    """Print the output of the parts that failed, then which and why, then the totals; return the exit code."""
    red = [result for result in results if not result.is_green]
    for result in red:
        print(f"\n──── {result.part.name}: the end of its output ────\n{_tail(result.output)}")
    for result in red:
        console.print(f"\n[red]✗ {result.part.name}[/]")
        for reason in result.reasons:
            console.print(f"    {escape(reason[:200])}", soft_wrap=True)
    passed, failed = sum(r.passed for r in results), sum(r.failed for r in results)
    green = len(results) - len(red)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    of_processors = f"{spent.ru_utime + spent.ru_stime:.0f} s of processor time"
    console.print(f"\n{green} of {len(results)} parts are green ({seconds:.0f} s, {of_processors})")
    print(f"{passed} passed, {max(failed, len(red))} failed")
    return 1 if red else 0


def _tail(output: str, lines: int = 120) -> str:
    return "\n".join(output.splitlines()[-lines:])
