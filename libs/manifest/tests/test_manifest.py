"""The list of services."""

import pytest

from manifest import PROCESSES, PROGRAMS, SERVICES, UnknownService, parse, service_named

WORKER = '[processes.worker]\ncommand = ["django", "worker"]\naddress = "WORKER_ADDRESS"\nport = 8001\n'


def test_a_service_is_one_name_and_has_the_usual_processes():
    worker = next(process for process in PROCESSES if process.kind == "worker")
    found = service_named("social_graph")

    assert (found.name, found.package, found.variable, found.user) == (
        "social-graph",
        "social_graph",
        "SOCIAL_GRAPH",
        "kith-social-graph",
    )
    assert found.programs == ("social-graph-web", "social-graph-worker")
    assert found.process("worker") == worker


def test_only_the_service_with_recurring_tasks_has_processes_of_celery():
    beats = [service.name for service in SERVICES if {"celery", "beat"} & {each.kind for each in service.processes}]

    assert beats == ["posts"]
    assert service_named("posts").programs == ("posts-web", "posts-worker", "posts-celery", "posts-beat")


def test_names_packages_and_programs_are_distinct():
    names = {name for service in SERVICES for name in (service.name, service.package)}

    assert len(PROGRAMS) == len(set(PROGRAMS))
    assert all(service_named(name) in SERVICES for name in names)


def test_one_service_issues_tokens():
    assert [service.name for service in SERVICES if service.issues_tokens] == ["auth"]


def test_a_service_may_consist_of_other_processes():
    (service,) = parse(f'[[services]]\nname = "clock"\nprocesses = ["worker"]\n{WORKER}')

    assert service.programs == ("clock-worker",)


@pytest.mark.parametrize(
    ("fields", "named"),
    [('processes = ["clockwork"]', "clockwork"), ('processes = ["worker"]\ncolour = "red"', "colour")],
    ids=["a process", "a field"],
)
def test_an_unknown_word_is_refused(fields, named):
    with pytest.raises((KeyError, TypeError), match=named):
        parse(f'[[services]]\nname = "clock"\n{fields}\n{WORKER}')


def test_a_name_that_nobody_has_is_refused_with_those_that_are_there():
    with pytest.raises(UnknownService, match=r"There is no service clock; there are auth, "):
        service_named("clock")
