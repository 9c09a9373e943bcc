"""THOROUGH=1 asks for the long form of the tests."""

import pytest

from runtime.thoroughness import rounds


@pytest.mark.parametrize(("value", "expected"), [(None, 5), ("", 5), ("0", 5), ("1", 20)])
def test_only_1_asks_for_many_rounds(monkeypatch, value, expected):
    monkeypatch.delenv("THOROUGH", raising=False)
    if value is not None:
        monkeypatch.setenv("THOROUGH", value)

    assert rounds(5, 20) == expected
