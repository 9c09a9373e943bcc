"""docs/adding-a-feature.md names places that exist."""

import re

import pytest

from stack.layout import CHECKOUT

PAGE = (CHECKOUT / "docs/adding-a-feature.md").read_text()
TABLES = [line for line in PAGE.splitlines() if line.startswith("| ")]
PLACES = sorted({place for line in TABLES for place in re.findall(r"`([a-z][\w./-]*/[\w./-]+)`", line)})
NEW = {"services/messaging"}
"""Places that the feature makes."""
ROOTS = ("", "libs/*/src/", "services/*/src/", "gateway/src/")


@pytest.mark.parametrize("place", PLACES)
def test_a_place_that_the_tables_name_exists(place):
    found = any(path.exists() for root in ROOTS for path in CHECKOUT.glob(f"{root}{place}"))

    assert found != (place in NEW)
