"""`make consumer`: a broker account that may only read the log."""

import json
import secrets
import subprocess

from bus.consumer_accounts import LIMITS, RIGHTS, TOPIC_RIGHTS, account_of, definitions_of
from bus.topology import VHOST
from stack.addresses import LOOPBACK
from stack.console import console
from stack.errors import StackError
from stack.layout import Layout
from stack.ports import read_ports
from stack.servers import rabbitmq
from stack.state import read_state

CONNECT = """
  Account [bold]{account}[/]: it reads social.log, and nothing else. The password is shown once, here.

  export KITH_LOG_URL={url}
  .venv/bin/python examples/bus_consumer.py copy.sqlite

  The broker listens on this machine only. What the events mean: docs/events.md, {page}
  To remove the account: make consumer NAME={name} REMOVE=1
"""


def make(layout: Layout, name: str) -> None:
    """Create the account of a consumer and print how to connect.

    Raises StackError for an invalid name, for one that has an account, and when no stack runs.
    """
    account, password = _account(name), secrets.token_urlsafe(32)
    url = _running(layout, account)
    if account in _users(layout):
        raise StackError(f"{account} exists. To give it a new password, remove it first: {_removal(name)}")
    _control(layout, "import_definitions", given=json.dumps(definitions_of(name, password)))
    address = f"amqp://{account}:{password}@{LOOPBACK}:{read_ports(layout)['rabbitmq']}/{VHOST}"
    console.print(CONNECT.format(account=account, url=address, page=f"{url}/events/", name=name), soft_wrap=True)


def remove(layout: Layout, name: str) -> None:
    """Delete the account of a consumer; the broker closes its connections. Raises StackError when there is none."""
    account = _account(name)
    _running(layout, account)
    if account not in _users(layout):
        raise StackError(f"There is no account {account}.")
    _control(layout, "delete_user", account)
    console.print(f"  {account} is removed, and its connections are closed.")


def for_containers(account: str) -> str:
    """Return the commands that make and remove the account where the stack runs in containers."""
    control = "docker compose exec rabbitmq rabbitmqctl"
    topics = [f"set_topic_permissions -p {VHOST} {account} {name} '{of}' '{of}'" for name, of in TOPIC_RIGHTS.items()]
    rights = " ".join(f"'{RIGHTS[kind]}'" for kind in ("configure", "write", "read"))
    lines = [
        f"add_user {account}    # asks for the password",
        f"set_permissions -p {VHOST} {account} {rights}",
        *topics,
        f"set_user_limits {account} '{json.dumps(LIMITS)}'",
        f"delete_user {account}    # removes it",
    ]
    return "\n".join(f"  {control} {line}" for line in lines)


def _running(layout: Layout, account: str) -> str:
    """Return the URL of the stack. Raises StackError, with what to do about containers, where none runs."""
    state = read_state(layout)
    if not state:
        commands = for_containers(account)
        raise StackError(f"Kith does not run here. Start it first: make run\n  In containers:\n{commands}")
    return state.url


def _account(name: str) -> str:
    try:
        return account_of(name)
    except ValueError as error:
        raise StackError(f"{error} For example: make consumer NAME=shop") from error


def _users(layout: Layout) -> set[str]:
    listed = json.loads(_control(layout, "list_users", "--formatter", "json"))
    return {entry["user"] for entry in listed}


def _control(layout: Layout, *arguments: str, given: str = "") -> str:
    try:
        return rabbitmq.control(layout, read_ports(layout), *arguments, given=given)
    except subprocess.CalledProcessError as error:
        raise StackError(f"The broker refused {arguments[0]}: {error.stderr.strip()[-300:]}") from error


def _removal(name: str) -> str:
    return f"make consumer NAME={name} REMOVE=1"
