"""Create the account of an administrator, and print it as a JSON line on standard output.

The password is asked for on a terminal, twice and without showing it; otherwise it is the first line of standard input.
"""

import json
import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.emails import email_of
from accounts.errors import UsernameTaken
from accounts.passwords import MAX_LENGTH, MIN_LENGTH, password_faults
from accounts.services.roles import admin_create
from accounts.usernames import username_of


class Command(BaseCommand):
    """``createadmin --username NAME --email ADDRESS``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options; the password is none of them, since everybody on the machine can read arguments."""
        parser.add_argument("--username", required=True)
        parser.add_argument("--email", required=True)

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the account. Raises CommandError, which names the fault, for a value that is not accepted."""
        try:
            username, email = username_of(options["username"]), email_of(options["email"])
        except ValueError as error:
            raise CommandError(str(error)) from error
        password = _accepted(_typed(), username, email)
        try:
            account = admin_create(username=username, email=email, password=password, now=timezone.now())
        except UsernameTaken as error:
            raise CommandError("This name is taken; choose another one.") from error
        line = {"id": str(account.id), "username": account.username, "roles": account.roles}
        self.stdout.write(json.dumps(line))


def _typed() -> str:
    """Return the password that was typed, or the first line of standard input."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    password = getpass("Password: ")
    if getpass("Again: ") != password:
        raise CommandError("The two passwords differ.")
    return password


def _accepted(password: str, username: str, email: str) -> str:
    """Return the password. Raises CommandError if a registration would refuse it."""
    if not MIN_LENGTH <= len(password) <= MAX_LENGTH:
        raise CommandError(f"A password has {MIN_LENGTH} to {MAX_LENGTH} characters.")
    if faults := password_faults(password, username=username, email=email):
        raise CommandError(" ".join(sentence for _, sentence in faults))
    return password
