"""Ports of the loopback address."""

import socket

from runtime import ports


def test_a_port_is_free_until_somebody_listens():
    port = ports.free_port()
    assert ports.is_free(port)

    with socket.socket() as listener:
        listener.bind((ports.LOOPBACK, port))
        listener.listen()

        assert not ports.is_free(port)


def test_a_port_that_is_taken_already_is_not_chosen():
    taken = [number for number in ports.RANGE if number % 2]

    assert {ports.free_port(taken) % 2 for _ in range(20)} == {0}
