"""The refusals of an operation: the service's codes and the gateway's own, each explained as on its page."""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from gateway.openapi.headers import headers_of_problem
from gateway.problem_pages import TABLE, Explanation, parse
from gateway.problems import PROBLEMS, in_words
from gateway.routes import Access

Schema = dict[str, Any]
OF_BODIES = {408, 413, 415, 501}
"""Statuses of the gateway that only requests with a body can get."""
OF_ADDRESSES = {403, 405}
"""Statuses of requests that are not routed, which no operation has."""
OF_TOKENS = 401
SENTENCES = {problem.code: problem.detail for problem in PROBLEMS}
FAULT = {"field": "text", "code": "blank", "detail": "This may not be empty."}


@cache
def explanations() -> dict[str, Explanation]:
    """Return the explanation of each code."""
    return {each.code: each for each in parse(TABLE.read_text())}


def gateway_codes(access: Access, *, is_read: bool, has_parameters: bool) -> Iterator[tuple[int, str]]:
    """Return statuses and codes with which the gateway itself refuses a request to an operation."""
    for problem in PROBLEMS:
        is_absent = problem.status in OF_ADDRESSES or (is_read and problem.status in OF_BODIES)
        is_untouched = problem.status == 404 and not has_parameters
        if problem.status == OF_TOKENS:
            is_absent = access in ("public", "unchecked") or (access == "optional" and problem.code == "token_missing")
        if not is_absent and not is_untouched:
            yield problem.status, problem.code


def codes_of(answer: Schema) -> list[str]:
    """Return the codes that a service's document names for one status."""
    for content in answer.get("content", {}).values():
        for part in content["schema"].get("allOf", []):
            if "code" in part.get("properties", {}):
                return part["properties"]["code"]["enum"]
    return []


def refusal(status: int, codes: Iterable[str]) -> Schema:
    """Return the answer with which a request is refused: its codes, and what each means."""
    named = sorted(codes)
    meanings = "\n".join(f"- `{code}`: {explanations()[code].meaning}" for code in named)
    schema = {"allOf": [{"$ref": "#/components/schemas/Problem"}, {"properties": {"code": {"enum": named}}}]}
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in named}
    content = {"application/problem+json": {"schema": schema, "examples": examples}}
    return {"description": meanings, "headers": headers_of_problem(status), "content": content}


def examples() -> Schema:
    """Return a problem document of each code, for the components of the document."""
    return {code: {"value": _example(each)} for code, each in explanations().items()}


def _example(explained: Explanation) -> Schema:
    document = {
        "type": f"https://kith.test/problems/{explained.code}",
        "title": in_words(explained.code),
        "status": explained.status,
        "code": explained.code,
        "detail": SENTENCES.get(explained.code, explained.meaning),
        "request_id": "4bf92f3577b34da6a3ce929d0e0e4736",
    }
    return document | ({"errors": [FAULT]} if explained.code == "invalid" else {})


def component_of(codes: list[str]) -> str:
    """Return the name under which answers with the one code are shared."""
    return "".join(word.capitalize() for word in codes[0].split("_"))
