"""Reading one's own writes through a real broker and a worker."""

import pytest

TIMES = 20


def shown_at_once(client, headers_of) -> int:
    """Write TIMES entries and read after each; return how often the read knew of every write so far."""
    shown = 0
    for written in range(1, TIMES + 1):
        write = client.post("/entries/", {"states": ["on"]})
        shown += client.get("/entries/", headers=headers_of(write)).json()["known"] == written
    return shown


@pytest.mark.django_db(transaction=True)
def test_every_write_is_shown_to_whoever_sends_its_token(workers, api, monkeypatch):
    monkeypatch.setattr("chassis.events.causality.waiting.LONGEST_WAIT_SECONDS", 10)  # a busy machine fails no test
    workers.start()

    assert shown_at_once(api(), lambda write: {"Kith-After": write["Kith-After"]}) == TIMES


@pytest.mark.django_db(transaction=True)
def test_without_the_token_a_read_is_answered_at_once(workers, api):
    workers.start()

    shown = shown_at_once(api(), lambda write: {})

    print(f"without Kith-After {shown} of {TIMES} reads showed the write")
    assert 0 <= shown <= TIMES
