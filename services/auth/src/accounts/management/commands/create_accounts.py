"""Create many accounts that share a password, for development and demonstrations.

Reads JSON lines {"username", "email"} from standard input, or generates --count names from --prefix. Existing accounts
are not changed, so it can be run again.
"""

import json
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from itertools import islice
from typing import Any

from django.contrib.auth.hashers import make_password
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.emails import email_of
from accounts.passwords import password_fold
from accounts.selectors.accounts import account_ids_by_username
from accounts.services.accounts import accounts_create
from accounts.services.sessions import sessions_start
from accounts.usernames import username_of

CHUNK = 500
DEVICE = "create_accounts"

People = list[tuple[str, str]]


class Command(BaseCommand):
    """``create_accounts --password P [--prefix NAME --count N] [--tokens]``."""

    help = __doc__

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Declare the options."""
        parser.add_argument("--password", required=True, help="of all these accounts")
        parser.add_argument("--prefix", help="make names from this instead of reading them")
        parser.add_argument("--count", type=int, default=10, help="how many names to make (10)")
        parser.add_argument(
            "--tokens", action="store_true", help="log in as each and print {id, username, access, refresh}"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Create the accounts, and with --tokens print a line for each."""
        people = _made_up(options["prefix"], options["count"]) if options["prefix"] else _read(sys.stdin)
        password_hash = make_password(password_fold(options["password"]))
        made = 0
        while chunk := list(islice(people, CHUNK)):
            made += accounts_create(people=chunk, password_hash=password_hash)
            if options["tokens"]:
                self._log_in(chunk)
        self.stderr.write(f"{made} accounts are new")

    def _log_in(self, people: People) -> None:
        ids = account_ids_by_username(username for username, _ in people)
        pairs = sessions_start(account_ids=ids.values(), device=DEVICE, now=timezone.now())
        for (username, account_id), pair in zip(ids.items(), pairs, strict=True):
            line = {"id": str(account_id), "username": username, "access": pair.access, "refresh": pair.refresh}
            self.stdout.write(json.dumps(line))


def _made_up(prefix: str, count: int) -> Iterator[tuple[str, str]]:
    for number in range(1, count + 1):
        yield _person(f"{prefix}{number}", f"{prefix}{number}@example.com")


def _read(lines: Any) -> Iterator[tuple[str, str]]:
    for number, line in enumerate(lines, start=1):
        try:
            person = json.loads(line)
            yield _person(person["username"], person["email"])
        except (ValueError, KeyError, TypeError) as error:
            raise CommandError(f'line {number} is no {{"username", "email"}}: {error}') from error


def _person(username: str, email: str) -> tuple[str, str]:
    return username_of(username), email_of(email)
