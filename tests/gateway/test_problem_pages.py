"""The page of every code: none is missing, none is out of date, and the gateway serves them."""

import pytest

from gateway.problem_pages import PAGES, TABLE, pages, parse
from gateway.problems import PROBLEMS
from tests.gateway.codes import codes
from tests.gateway.problems import assert_problem

EXPLAINED = parse(TABLE.read_text())


def test_every_code_that_can_be_answered_is_explained_once_and_no_other():
    assert sorted(each.code for each in EXPLAINED) == sorted(codes())


def test_the_gateways_codes_have_the_status_that_it_answers():
    statuses = {each.code: each.status for each in EXPLAINED}

    assert {problem.code: problem.status for problem in PROBLEMS}.items() <= statuses.items()


def test_the_pages_are_those_of_the_table():
    """When this fails: .venv/bin/python -m gateway.problem_pages."""
    assert {path.name: path.read_text() for path in PAGES.glob("*")} == pages()


@pytest.mark.parametrize("code", [each.code for each in EXPLAINED])
def test_the_type_of_a_problem_leads_to_its_page(client, code):
    page = client.get(f"/problems/{code}")

    assert (page.status_code, page.headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert f"<code>{code}</code>" in page.text


def test_all_codes_are_listed(client):
    listed = client.get("/problems/")

    assert listed.status_code == 200
    assert all(f'href="/problems/{each.code}"' in listed.text for each in EXPLAINED)


@pytest.mark.parametrize("path", ["/problems/nothing", "/problems/../index", "/problems/token_missing.html"])
def test_a_code_that_is_never_answered_has_no_page(client, path):
    assert client.get(path).status_code in (400, 404)


def test_a_page_is_only_read(client):
    assert_problem(client.post("/problems/token_missing"), 405, "method_not_allowed")
