"""The command line: python -m stack run|stop|status|logs|reset|restart|env|manage."""

import argparse
import os
import sys

from rich.markup import escape

from manifest import UnknownService
from stack import commands
from stack.console import console
from stack.errors import StackError
from stack.layout import Layout, find_layout
from stack.packages import ensure_packages, search_path
from stack.run import run


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
    verbs.add_parser("restart", help="restart a service or one program, without failing a request").add_argument("name")
    verbs.add_parser("env", help="print a service's environment").add_argument("service")
    manage = verbs.add_parser("manage", help="run a management command of a service")
    manage.add_argument("service")
    manage.add_argument("command", nargs=argparse.REMAINDER)
    return top


def main() -> int:
    """Do what the command line says; return the exit code."""
    options = parser().parse_args()
    os.environ["PATH"] = search_path()
    try:
        return obey(options, find_layout())
    except (StackError, UnknownService, TimeoutError) as error:
        console.print(f"\n  [red]✗[/] {escape(str(error))}", soft_wrap=True)
        return 1


def obey(options: argparse.Namespace, layout: Layout) -> int:
    """Call the function behind the verb; return the exit code."""
    match options.verb:
        case "run":
            run(layout)
        case "stop":
            commands.stop(layout)
        case "status":
            return commands.status(layout)
        case "reset":
            commands.reset(layout, is_forced=os.environ.get("FORCE") == "1")
        case "install":
            ensure_packages()
        case "logs":
            commands.logs(layout, options.programs, follow=options.follow)
        case "restart":
            commands.restart(layout, options.name)
        case "env":
            commands.environment(layout, options.service)
        case "manage":
            commands.manage(layout, options.service, options.command)
    return 0


if __name__ == "__main__":
    sys.exit(main())
