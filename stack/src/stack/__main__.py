"""The command line: python -m stack run|stop|status|logs|mail|reset|restart|env|consumer|manage."""

import argparse
import os
import sys
from collections.abc import Callable

from rich.markup import escape

from manifest import UnknownService
from stack import commands, consumers, mails, snapshots
from stack.console import console
from stack.errors import StackError
from stack.layout import Layout, find_layout
from stack.packages import ensure_packages, search_path
from stack.run import run

ACTS: dict[str, Callable[[argparse.Namespace, Layout], int | None]] = {
    "run": lambda options, layout: run(layout),
    "stop": lambda options, layout: commands.stop(layout),
    "status": lambda options, layout: commands.status(layout),
    "reset": lambda options, layout: commands.reset(layout, is_forced=os.environ.get("FORCE") == "1"),
    "install": lambda options, layout: _install(),
    "logs": lambda options, layout: commands.logs(layout, options.programs, follow=options.follow),
    "mail": lambda options, layout: mails.show(layout, number=options.number, to=options.to, about=options.about),
    "restart": lambda options, layout: commands.restart(layout, options.name),
    "env": lambda options, layout: commands.environment(layout, options.service),
    "manage": lambda options, layout: commands.manage(layout, options.service, options.command),
    "consumer": lambda options, layout: (consumers.remove if options.remove else consumers.make)(layout, options.name),
    "snapshot": lambda options, layout: snapshots.make(layout, options.file),
}
"""The function behind each verb; it returns the exit code, or nothing for 0."""


def parser() -> argparse.ArgumentParser:
    """Return the parser of the command line."""
    top = argparse.ArgumentParser(prog="python -m stack", description="Kith on this machine, without containers.")
    verbs = top.add_subparsers(dest="verb", required=True)
    verbs.add_parser("run", help="start everything; Ctrl-C stops it")
    verbs.add_parser("stop", help="stop everything; the data stays")
    verbs.add_parser("status", help="show what runs")
    verbs.add_parser("reset", help="delete all data, after asking; FORCE=1 in the environment skips the question")
    verbs.add_parser("install", help="install the servers that are missing")
    log = verbs.add_parser("logs", help="show the logs")
    log.add_argument("programs", nargs="*")
    log.add_argument("-f", "--follow", action="store_true")
    mail = verbs.add_parser("mail", help="list the mails that were sent, newest first, and show one of them")
    mail.add_argument("number", nargs="?", type=int, default=1, help="which one to show; 1 is the newest")
    mail.add_argument("--to", default="", help="only mails to addresses that contain this")
    mail.add_argument("--about", default="", help="only mails with subjects that contain this")
    verbs.add_parser("restart", help="restart a service or one program, without failing a request").add_argument("name")
    verbs.add_parser("env", help="print a service's environment").add_argument("service")
    consumer = verbs.add_parser("consumer", help="make a broker account that may only read the log of events")
    consumer.add_argument("name")
    consumer.add_argument("--remove", action="store_true", help="delete the account instead")
    verbs.add_parser("snapshot", help="begin a consumer's SQLite file with the present state").add_argument("file")
    manage = verbs.add_parser("manage", help="run a management command of a service")
    manage.add_argument("service")
    manage.add_argument("command", nargs=argparse.REMAINDER)
    return top


def main() -> int:
    """Do what the command line says; return the exit code."""
    options = parser().parse_args()
    os.environ["PATH"] = search_path()
    try:
        return ACTS[options.verb](options, find_layout()) or 0
    except (StackError, UnknownService, TimeoutError) as error:
        console.print(f"\n  [red]✗[/] {escape(str(error))}", soft_wrap=True)
        return 1


def _install() -> None:
    ensure_packages()


if __name__ == "__main__":
    sys.exit(main())
