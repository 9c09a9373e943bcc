"""The committed documents of the bus are those of the code."""

from stack.event_documents import FOLDER, documents


def test_the_documents_are_those_of_the_code():
    """When this fails: make schemas."""
    assert {name: (FOLDER / name).read_text() for name in ("asyncapi.yaml", "index.html")} == documents()
