"""A private Redis: its data can be rebuilt, so nothing is written to disk."""

from collections.abc import Mapping

from manifest import SERVICES
from stack.credentials import secret
from stack.identity import make_folder, write_file
from stack.layout import Layout
from stack.program import Program

USER = "redis"

CONFIGURATION = """\
bind 127.0.0.1
port {port}
protected-mode yes
daemonize no
supervised no
dir {folder}
aclfile {folder}/users.acl
save ""
appendonly no
maxmemory 256mb
maxmemory-policy allkeys-lru
"""


def program(layout: Layout) -> Program:
    """Return the program of Redis."""
    folder = layout.server("redis")
    command = ["redis-server", str(folder / "redis.conf")]
    return Program(name="redis", group="servers", command=command, user=USER, folder=folder)


def prepare(layout: Layout, ports: dict[str, int]) -> None:
    """Write Redis's settings and its users."""
    folder = make_folder(layout.server("redis"), user=USER)
    write_file(folder / "redis.conf", CONFIGURATION.format(port=ports["redis"], folder=folder), user=USER)
    write_file(folder / "users.acl", _users(layout), user=USER)


def users_file(passwords: Mapping[str, str], *, admin: str) -> str:
    """Return Redis's users: each service may access only its own keys and channels, and every user has a password."""
    lines = ["user default off", f"user admin on >{admin} ~* &* +@all"]
    for own, password in passwords.items():
        lines.append(f"user {own} on >{password} ~{own}:* &{own}:* +@all -@admin -@dangerous")
    return "\n".join(lines) + "\n"


def _users(layout: Layout) -> str:
    passwords = {service.package: secret(layout, f"{service.package}-redis") for service in SERVICES}
    return users_file(passwords, admin=secret(layout, "admin-redis"))
