"""Records requests and answers of tests as examples of the API document: KITH_EXAMPLES names the file.

``KITH_EXAMPLES=examples.json pytest`` in a service's folder adds what its tests send; the first of each kind is kept.
"""

import json
import os
from pathlib import Path
from typing import Any

SECRET = {"access", "refresh", "token", "n"}
"""Fields whose values are not repeated."""
MAX_CHARACTERS = 3000


def record(where: str, sent: Any, response: Any) -> None:
    """Keep the body of a request that succeeded and its answer, unless there is an example of the operation."""
    name = os.environ.get("KITH_EXAMPLES")
    if not name or response.status_code >= 300 or len(response.content) > MAX_CHARACTERS:
        return
    path = Path(name)
    known = json.loads(path.read_text()) if path.exists() else {}
    answer = json.loads(response.content) if response.content else None
    if where in known or (isinstance(answer, dict) and answer.get("results") == []):
        return
    found = {"status": response.status_code, "request": _body_of(sent), "answer": _without_secrets(answer)}
    path.write_text(json.dumps(dict(sorted({**known, where: found}.items())), indent=1, ensure_ascii=False) + "\n")


def _body_of(body: bytes | str) -> Any:
    return _without_secrets(json.loads(body)) if body else None


def _without_secrets(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_secrets(each) for each in value]
    if not isinstance(value, dict):
        return value
    return {name: "…" if name in SECRET else _without_secrets(each) for name, each in value.items()}
