"""What the benchmark makes of its raw figures."""

import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from bench.cases import CASES, chosen
from bench.chart import draw, goal_ms
from bench.goals import GOALS, Goal, GoalResult, goal_results, ratio
from bench.measuring import Result, cost_ms, has_failed, median, spread_of
from bench.report import goals_table, save, table
from bench.testbed.processor import GROUPS, Process, group_of, parse_stat, tree_seconds
from bench.testbed.programs import Usage
from bench.wrk import Load, Request, drive, parse, write_requests
from stack.packages import ensure_packages


def result(cost: float, *, rate: float = 100, failed: int = 0) -> Result:
    costs = dict.fromkeys(GROUPS, 0.0) | {"web": cost}
    return Result(rate, 10, 20, 300, failed, costs, [0.6, 0.4])


def test_the_summary_of_wrk_is_read():
    output = 'Running 1s test\n\nsummary {"requests": 90, "seconds": 1.5, "p50_ms": 2.5, "p99_ms": 9, "failed": 3}\n'

    assert parse(output) == Load(requests=90, seconds=1.5, p50_ms=2.5, p99_ms=9, failed=3)


def test_output_without_a_summary_is_refused():
    with pytest.raises(ValueError, match="no summary"):
        parse("unable to connect\n")


def test_a_line_of_proc_is_read_whatever_the_program_is_called():
    line = "4711 (odd ) name) S 17 4711 4711 0 -1 4194560 1 2 3 4 150 50 30 20 20 0 1 0 5 6 7"

    assert parse_stat(line) == Process(4711, 17, 2.5)


def test_a_program_costs_what_all_its_descendants_cost():
    processes = {p.pid: p for p in (Process(1, 0, 8), Process(2, 1, 1), Process(3, 2, 0.5), Process(4, 3, 0.25))}

    assert tree_seconds(2, processes) == 1.75


@pytest.mark.parametrize(
    ("program", "group"),
    [
        ("posts-web", "web"),
        ("social-graph-worker", "workers"),
        ("gateway-agent", "workers"),
        ("posts-database", "postgres"),
        ("epmd", "broker"),
        ("rabbitmq", "broker"),
        ("nginx", "nginx"),
        ("redis", "redis"),
    ],
)
def test_every_program_belongs_to_a_group(program, group):
    assert group_of(program) == group


def test_what_idling_costs_is_left_out_of_a_request():
    assert cost_ms(rate=0.6, idle_rate=0.1, seconds=4, requests=1000) == pytest.approx(2)


def test_a_cost_is_never_negative():
    assert cost_ms(rate=0.1, idle_rate=0.2, seconds=4, requests=1000) == 0


def test_the_spread_is_the_share_of_each_worker_in_the_time_since_the_start():
    before = Usage({}, {"posts-web": {7: 10.0, 8: 5.0}})
    after = Usage({}, {"posts-web": {7: 11.0, 8: 8.0}})

    assert spread_of(before, after, "posts-web") == [0.75, 0.25]


def test_rounds_give_the_median_and_all_failures():
    together = median([result(1, rate=50, failed=1), result(9, rate=70), result(2, rate=60, failed=2)])

    assert (together.total_ms, together.requests_per_second, together.failed, together.requests) == (2, 60, 3, 900)


@pytest.mark.parametrize(("failed", "expected"), [(3, False), (4, True)])
def test_a_run_with_many_failures_is_no_result(failed, expected):
    assert has_failed({"constant": result(1), "feed": result(2, failed=failed)}) is expected


def test_a_ratio_needs_both_figures():
    assert ratio({"feed": 5, "constant": 2}, "feed", "constant") == 2.5
    assert ratio({"feed": 5}, "feed", "constant") is None


def test_a_goal_is_met_up_to_its_limit():
    assert GoalResult(Goal("feed", "constant", 2.5), 2.5).is_met
    assert not GoalResult(Goal("feed", "constant", 2.5), 2.51).is_met


def test_goals_are_judged_where_both_cases_were_measured():
    judged = goal_results({"constant": 1, "feed": 2, "users": 4})

    assert [(each.goal.case, each.goal.base, each.is_met) for each in judged] == [
        ("feed", "constant", True),
        ("users", "constant", False),
    ]


def test_goals_name_cases_that_there_are():
    names = {case.name for case in CASES}

    assert {goal.case for goal in GOALS} | {goal.base for goal in GOALS} <= names


def test_the_strictest_goal_of_a_case_is_drawn():
    assert goal_ms({"constant": 1, "textbook feed, tuned": 12, "feed": 3})["feed"] == 2


def test_a_part_of_the_cases_has_the_constant_view_too():
    assert [case.name for case in chosen("auth/me")] == ["constant", "auth/me"]


def test_a_word_that_is_in_no_name_is_refused():
    with pytest.raises(ValueError, match="feet"):
        chosen("feed,feet")


def test_a_run_leaves_a_table_a_file_and_a_chart(tmp_path):
    results = {"constant": result(1), "feed": result(2)}

    save(tmp_path / "run.json", {"rounds": 3}, results)
    draw(tmp_path / "run.png", results, "a run")

    assert (table(results).row_count, goals_table(results).row_count) == (2, 1)
    assert '"total_ms": 2.0' in (tmp_path / "run.json").read_text()
    assert (tmp_path / "run.png").read_bytes().startswith(b"\x89PNG")


@pytest.fixture(scope="module", autouse=True)
def wrk():
    """Install the load generator where it is missing."""
    ensure_packages("wrk")


@pytest.fixture
def server():
    """Answer every request, and remember them; POST is answered with 503."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def answer(self, status):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
            seen.append((self.command, self.path, self.headers["Authorization"], body))
            self.send_response(status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self):
            self.answer(204)

        def do_POST(self):
            self.answer(503)

        def log_message(self, *arguments):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{http.server_port}", seen
        http.shutdown()


def test_requests_of_a_file_are_sent_in_turn_and_refusals_counted(server, tmp_path):
    url, seen = server
    requests = [Request("GET", "/a", "one"), Request("POST", "/b", "two", '{"text": "x"}')]

    load = drive(url, write_requests(tmp_path / "requests", requests), seconds=1, connections=1)

    assert sorted(seen[:2]) == [("GET", "/a", "Bearer one", ""), ("POST", "/b", "Bearer two", '{"text": "x"}')]
    assert seen[2:4] == seen[:2]
    assert load.failed == sum(method == "POST" for method, *_ in seen[: load.requests])


def test_wrk_that_fails_is_an_error(tmp_path):
    with pytest.raises(subprocess.CalledProcessError):
        drive("nothing://127.0.0.1", tmp_path / "missing", seconds=1, connections=1)
