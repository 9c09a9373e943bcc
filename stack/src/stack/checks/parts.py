"""The parts of the checks."""

import os
import sys
import tomllib
from dataclasses import replace
from pathlib import Path

from manifest import SERVICES
from runtime.thoroughness import rounds
from stack.checks.part import Part
from stack.layout import CHECKOUT, find_test_layout

BIN = Path(sys.executable).parent
UNUSED = ("cacheprovider", "schemathesis", "faker", "anyio")
"""Plugins that pytest finds and no test uses: importing them takes each part a second or two of processor time."""
PLUGINS = ["-p", "runtime.collecting_in_tests", *(word for name in UNUSED for word in ("-p", f"no:{name}"))]
PYTEST = ["-m", "pytest", "-q", *PLUGINS]
TEST_TOOLS = ("pytest", "pytest-django", "pytest-xdist", "factory-boy", "hypothesis", "aiosmtpd")
NOWHERE = "127.0.0.1:1"
"""An address where nobody listens, for commands that must read settings but need no server."""


def lint_parts() -> list[Part]:
    """Return the parts that need no server: style, imports, types, migrations."""
    return [
        Part("ruff check", [str(BIN / "ruff"), "check", "--quiet", "--output-format=concise", "."]),
        Part("ruff format", [str(BIN / "ruff"), "format", "--check", "."]),
        Part("lint-imports", [str(BIN / "lint-imports"), "--no-cache"]),
        Part("dead code", [sys.executable, "-m", "stack.checks.dead_code"]),
        Part("mypy", [str(BIN / "mypy")], environment=settings_environment("posts")),
        *(_migrations(service.package) for service in SERVICES),
        Part("API document", [sys.executable, "-m", "stack.api_document", "--check"]),
    ]


def unit_parts() -> list[Part]:
    """Return the tests of every part by itself, in the shared environment, except those that need a broker."""
    return [_unit(folder, "-m", "not broker") for folder in _tested_folders()]


def computing_parts() -> list[Part]:
    """Return the parts that keep a processor busy; they leave it to the other lanes whenever those want it.

    Each service is tested in an environment with only what it declares.
    """
    own = [_isolated(folder) if _is_service(folder) else _without_broker(folder) for folder in _tested_folders()]
    return [replace(part, yields=True, seconds=1500) for part in [*lint_parts(), *own, *checker_parts()]]


def checker_parts() -> list[Part]:
    """Return the tests of the checker of the fault tests, and of the benchmark's calculations."""
    return [_whole("fault checker", "tests/faults"), _whole("benchmark", "tests/bench")]


def journey_parts() -> list[Part]:
    """Return the tests with one client on a whole stack, which is started once for all of them."""
    return [replace(_whole("journeys and attacks", "tests/e2e", "tests/security"), seconds=rounds(1500, 3600))]


def gateway_and_fault_parts() -> list[Part]:
    """Return the tests of the gateway, of the API document and programs on a second stack, and the quick fault cases.

    The gateway is first, so that the migrated schemas of the first stack are usually there for the second; the fault
    cases are last, when the least runs beside them.
    """
    own = {"KITH_TEST_RUN_DIR": str(find_test_layout().run_dir.with_name("tests-of-the-document-and-programs"))}
    document = replace(_whole("API document and programs", "tests/api", "tests/stack"), environment=own)
    faults = Part("faults, quick selection", [sys.executable, "-m", "tests.faults", "--quick"], seconds=900)
    return [_whole("gateway", "tests/gateway"), document, faults]


def waiting_parts() -> list[Part]:
    """Return the tests that mostly wait for a broker, a start, or a process that stops or is killed."""
    brokers = [_with_broker(folder) for folder in _tested_folders() if _has_broker(folder)]
    starts = [_whole("starts and stops", "tests/starting"), _whole("a new service", "tests/new_service")]
    return [*brokers, *starts]


def _is_service(folder: Path) -> bool:
    return folder.parent == CHECKOUT / "services"


def _has_broker(folder: Path) -> bool:
    return (folder / "tests" / "broker").exists()


def _without_broker(folder: Path) -> Part:
    return _unit(folder, "--ignore", "tests/broker") if _has_broker(folder) else _unit(folder)


def _with_broker(folder: Path) -> Part:
    return replace(_unit(folder, "tests/broker"), name=f"{_name(folder)}, with a broker", seconds=600)


def _unit(folder: Path, *options: str) -> Part:
    return Part(_name(folder), [sys.executable, *PYTEST, *options], folder, is_pytest=True)


def _whole(name: str, *folders: str) -> Part:
    return Part(name, [sys.executable, *PYTEST, *folders], is_pytest=True, seconds=rounds(900, 3600))


def _migrations(package: str) -> Part:
    command = [sys.executable, "-W", "ignore", "-m", "django", "makemigrations", "--check", "--dry-run"]
    return Part(f"migrations of {package}", command, environment=settings_environment(package))


def settings_environment(package: str) -> dict[str, str]:
    """Return variables with which a service's settings can be read without servers."""
    urls = dict.fromkeys(("PUBLIC_URL", "JWT_ISSUER", "JWKS_URL", "PROFILES_URL"), f"http://{NOWHERE}")
    secrets = dict.fromkeys(("SECRET_KEY", "INTERNAL_SECRET", "SIGNING_KEYS_SECRET", "EXPORT_SECRET"), "none")
    return {
        "DJANGO_SETTINGS_MODULE": f"{package}.settings",
        "DATABASE_URL": f"postgres://none:none@{NOWHERE}/none",
        "AMQP_URL": f"amqp://none:none@{NOWHERE}/kith",
        "REDIS_URL": f"redis://none:none@{NOWHERE}/0",
        "CONTENT_URLS": "",
        "SOCIAL_GRAPH_URL": f"http://{NOWHERE}",
        "MAIL_URL": "file:///nowhere",
        "MEDIA_DIR": "/nowhere",
        "EXPORT_DIR": "/nowhere",
        **urls,
        **secrets,
    }


def _tested_folders() -> list[Path]:
    """Return the folders that have tests, the one that takes longest first, so that nothing waits for it at the end."""
    members = [
        path for pattern in ("stack", "services/*", "libs/*", "gateway") for path in sorted(CHECKOUT.glob(pattern))
    ]
    return [member for member in members if _has_tests(member / "tests")]


def _has_tests(folder: Path) -> bool:
    return any(folder.glob("**/test_*.py"))


def _name(folder: Path) -> str:
    return str(folder.relative_to(CHECKOUT))


def _isolated(folder: Path) -> Part:
    """Run a service's tests with its own dependencies only, so that an import it does not declare fails."""
    command = [_uv(), "run", "--quiet", "--isolated", "--frozen", "--no-dev", "--python", sys.executable]
    command += ["--package", f"kith-{folder.name}"]
    for requirement in _pinned(TEST_TOOLS):
        command += ["--with", requirement]
    return Part(f"{_name(folder)}, isolated", [*command, "python", *PYTEST], folder, is_pytest=True)


def _pinned(names: tuple[str, ...]) -> list[str]:
    lock = tomllib.loads((CHECKOUT / "uv.lock").read_text())
    return [f"{package['name']}=={package['version']}" for package in lock["package"] if package["name"] in names]


def _uv() -> str:
    own = CHECKOUT / ".tools" / "bin" / "uv"
    return str(own) if own.exists() else os.environ.get("UV", "uv")
