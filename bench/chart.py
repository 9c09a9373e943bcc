"""The chart of a run: what a request costs, by program, as stacked bars with the goals as marks."""

from collections.abc import Mapping
from pathlib import Path

import matplotlib as mpl

from bench.goals import GOALS
from bench.measuring import Result
from bench.report import totals
from bench.testbed.processor import GROUPS

COLOURS = dict(zip(GROUPS, ("#3b6ea5", "#6aa84f", "#c0504d", "#8064a2", "#d9a441", "#7f7f7f"), strict=True))
LIMIT_OF_AXIS = 1.25
"""The axis ends at this multiple of Kith's most expensive case; longer bars of baselines are cut and labelled."""


def draw(file: Path, results: Mapping[str, Result], title: str) -> None:
    """Write the chart as PNG."""
    mpl.use("Agg")  # no display
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(11, 0.5 * len(results) + 1.8))
    names, costs = list(results), totals(results)
    end = _end_of_axis(costs)
    left = dict.fromkeys(names, 0.0)
    for group in GROUPS:
        widths = [results[name].costs[group] for name in names]
        axes.barh(names, widths, left=list(left.values()), color=COLOURS[group], label=group, height=0.65)
        left = {name: left[name] + width for name, width in zip(names, widths, strict=True)}
    _write_totals(axes, names, costs, end)
    _mark_goals(axes, names, costs)
    axes.set_xlim(0, end)
    axes.invert_yaxis()
    axes.set_xlabel("milliseconds of processor time for one request, with all its effects")
    axes.set_title(title, fontsize=10)
    axes.legend(loc="lower right", fontsize=8, markerscale=0.5)
    figure.tight_layout()
    figure.savefig(file, dpi=110)
    pyplot.close(figure)


def goal_ms(costs: Mapping[str, float]) -> dict[str, float]:
    """Return the strictest goal of each case in milliseconds, as far as the case it is compared with was measured."""
    limits: dict[str, float] = {}
    for goal in GOALS:
        if goal.case in costs and goal.base in costs:
            limit = goal.limit * costs[goal.base]
            limits[goal.case] = min(limit, limits.get(goal.case, limit))
    return limits


def _end_of_axis(costs: Mapping[str, float]) -> float:
    own = [cost for name, cost in costs.items() if not name.startswith("textbook")]
    return LIMIT_OF_AXIS * max([*own, 1.0])


def _write_totals(axes, names: list[str], costs: Mapping[str, float], end: float) -> None:
    for row, name in enumerate(names):
        is_cut = costs[name] > end * 0.93
        place, side = (end * 0.99, "right") if is_cut else (costs[name] + end * 0.008, "left")
        label = f"{costs[name]:.1f} →" if is_cut else f"{costs[name]:.2f}"
        axes.text(place, row, label, va="center", ha=side, fontsize=9, color="white" if is_cut else "black")


def _mark_goals(axes, names: list[str], costs: Mapping[str, float]) -> None:
    limits = goal_ms(costs)
    rows = [names.index(name) for name in limits]
    axes.plot(list(limits.values()), rows, "|", color="black", markersize=22, markeredgewidth=2, label="goal")
