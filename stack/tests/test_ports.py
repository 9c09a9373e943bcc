"""Ports: remembered, and chosen anew when they are taken."""

import socket

import pytest

from runtime.ports import is_free
from stack.errors import StackError
from stack.layout import Layout
from stack.ports import PUBLIC, choose_ports, port_names, read_ports


@pytest.fixture
def layout(tmp_path):
    return Layout(tmp_path)


@pytest.fixture
def taken():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_every_program_gets_a_port_of_its_own(layout):
    ports = choose_ports(layout)

    assert set(ports) == {*port_names(), PUBLIC}
    assert len(set(ports.values())) == len(ports)


def test_the_next_start_uses_the_same_ports(layout):
    first = choose_ports(layout)

    assert choose_ports(layout) == first == read_ports(layout)


def test_another_port_is_chosen_when_the_last_one_is_taken(layout, taken):
    ports = choose_ports(layout)
    layout.ports_file.write_text(layout.ports_file.read_text().replace(str(ports["redis"]), str(taken)))

    chosen = choose_ports(layout)

    assert chosen["redis"] != taken
    assert is_free(chosen["redis"])
    assert chosen | {"redis": 0} == ports | {"redis": 0}


def test_a_public_port_that_was_asked_for_is_never_changed_silently(layout, taken, monkeypatch):
    monkeypatch.setenv("KITH_PORT", str(taken))

    with pytest.raises(StackError, match=f"Port {taken} is taken"):
        choose_ports(layout)
