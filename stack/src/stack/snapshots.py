"""`make snapshot`: the present state of every owner, for a consumer that may have the internal secret."""

import os
import subprocess
import sys

from manifest import SERVICES
from stack.addresses import Addresses
from stack.credentials import secret
from stack.errors import StackError
from stack.layout import CHECKOUT, Layout
from stack.ports import read_ports
from stack.state import read_state

SCRIPT = CHECKOUT / "examples" / "bus_snapshot.py"


def make(layout: Layout, file: str) -> None:
    """Create the SQLite file of a consumer with the present state. Raises StackError when that is not possible."""
    if not file:
        raise StackError("Name the file. For example: make snapshot FILE=copy.sqlite")
    if not read_state(layout):
        raise StackError("Kith does not run. Start it first: make run")
    addresses = Addresses(layout, read_ports(layout))
    owners = [f"{service.package}={addresses.internal_url(service.web)}" for service in SERVICES]
    environment = os.environ | {"INTERNAL_SECRET": secret(layout, "internal")}
    if subprocess.run([sys.executable, SCRIPT, file, *owners], env=environment).returncode:  # noqa: S603
        raise StackError("There is no complete snapshot; the reason is above. A file that broke off can be used again.")
