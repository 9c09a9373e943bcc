"""What RabbitMQ keeps. erl_call takes some 5 ms of processor time, and rabbitmqctl, a node of Erlang itself, 0.7 s."""

import re
import subprocess

from stack.handle import Handle
from stack.identity import launcher
from stack.packages import search_path
from stack.servers import rabbitmq

MESSAGES = """\
[{binary_to_list(Name), Messages}
 || [{name, {resource, _, queue, Name}}, {messages, Messages}]
    <- rabbit_amqqueue:info_all(<<"kith">>, [name, messages])].
"""
BINDINGS = """\
[{binary_to_list(Exchange), binary_to_list(Queue), binary_to_list(Key)}
 || {binding, {resource, _, exchange, Exchange}, Key, {resource, _, queue, Queue}, _}
    <- rabbit_binding:list(<<"kith">>)].
"""


def messages(stack: Handle) -> dict[str, int]:
    """Return the number of messages in each queue, unacknowledged ones included. Raises CalledProcessError."""
    return {name: int(number) for name, number in re.findall(r'\{"([^"]+)", (\d+)\}', _evaluate(stack, MESSAGES))}


def bindings(stack: Handle) -> list[tuple[str, str, str]]:
    """Return exchange, queue and routing key of each binding to an exchange with a name. Raises CalledProcessError."""
    return re.findall(r'\{"([^"]*)", "([^"]+)", "([^"]*)"\}', _evaluate(stack, BINDINGS))


def _evaluate(stack: Handle, expression: str) -> str:
    """Return what an expression of Erlang gives on the node. Raises CalledProcessError."""
    environment = rabbitmq.node_environment(stack.layout, stack.addresses.ports)
    command = [*launcher(rabbitmq.USER), "erl_call", "-sname", environment["RABBITMQ_NODENAME"], "-e"]
    done = subprocess.run(
        command,
        env=environment | {"PATH": search_path()},
        cwd=stack.layout.server("rabbitmq"),
        input=expression,
        check=True,
        capture_output=True,
        text=True,
    )
    if not done.stdout.startswith("{ok,"):
        raise subprocess.CalledProcessError(1, command, done.stdout, done.stderr)
    return done.stdout
