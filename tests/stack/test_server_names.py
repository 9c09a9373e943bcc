"""The host names that `make run` lets callers use, in particular those by which other machines know this one."""

import socket

import pytest

from stack.addresses import Addresses
from stack.layout import Layout
from stack.machine import own_names
from stack.ports import PUBLIC, port_names
from stack.servers import nginx


@pytest.fixture
def names(tmp_path, monkeypatch):
    """Return the names for a value of KITH_HOST."""
    monkeypatch.setenv("KITH_SERVER_NAMES", "kith.example")
    monkeypatch.delenv("PUBLIC_URL", raising=False)
    addresses = Addresses(Layout(tmp_path), dict.fromkeys([PUBLIC, *port_names()], 1))

    def chosen(host: str) -> set[str]:
        monkeypatch.setenv("KITH_HOST", host)
        return set(nginx.values(addresses, tmp_path / "access.log")["SERVER_NAMES"].split())

    return chosen


def address_to_others() -> str:
    """Return the address that this machine uses towards another network; nothing is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        return probe.getsockname()[0]


def test_on_the_loopback_no_other_name_is_allowed(names):
    assert names("127.0.0.1") == names("") == {"localhost", "127.0.0.1", "kith.example"}


def test_on_one_address_it_is_allowed(names):
    assert names("10.1.2.3") == {"localhost", "127.0.0.1", "kith.example", "10.1.2.3"}


def test_on_all_interfaces_the_machines_names_are_allowed(names):
    assert names("0.0.0.0") == {"localhost", "127.0.0.1", "kith.example"} | own_names()
    assert {socket.gethostname().lower(), address_to_others()} <= own_names()
