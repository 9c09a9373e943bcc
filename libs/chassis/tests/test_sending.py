"""What a caller reads from the socket of a real web process, for each kind of answer."""

from itertools import permutations
from pathlib import Path

import pytest
import requests
from web import web_process

FILE = (Path(__file__).parent / "testapp" / "views.py").read_bytes()
PIECES = b"".join(b"piece %d\n" % number for number in range(3))
ANSWERS = {
    ("GET", "/file/"): (200, FILE),
    ("GET", "/file/?from=100"): (200, FILE[100:]),
    ("HEAD", "/file/"): (200, b""),
    ("GET", "/stream/?pieces=3"): (200, PIECES),
    ("GET", "/stream/?pieces=0"): (200, b""),
    ("HEAD", "/stream/?pieces=3"): (200, b""),
    ("GET", "/nothing/"): (204, b""),
    ("GET", "/trivial/"): (200, b'{"ok":true}'),
}


@pytest.fixture(scope="module")
def web(tmp_path_factory):
    with web_process(tmp_path_factory.mktemp("web")) as process:
        yield process


@pytest.mark.parametrize("question", ANSWERS, ids=" ".join)
def test_an_answer_is_its_head_and_then_its_body(web, question):
    response = requests.request(question[0], web.url + question[1], timeout=10)

    assert (response.status_code, response.content) == ANSWERS[question]
    assert response.headers["X-Request-ID"]


def test_answers_of_all_kinds_follow_each_other_on_one_connection(web):
    with requests.Session() as caller:
        for question in [each for pair in permutations(ANSWERS, 2) for each in pair]:
            response = caller.request(question[0], web.url + question[1], timeout=10)

            assert (response.status_code, response.content) == ANSWERS[question]
