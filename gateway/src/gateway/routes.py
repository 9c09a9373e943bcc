"""The route table as data: which addresses exist, who serves them, and who may call them."""

import re
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from gateway.paths import TABLE
from manifest import SERVICES

NAMES = " ".join(service.name for service in SERVICES)
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
PARAMETERS = {
    "id": "[0-9a-f-]{36}",
    "account": "[0-9a-f-]{36}|@[A-Za-z0-9_.]{1,30}",
    "tag": r"[A-Za-z0-9_\x80-\xff]{1,400}",
}
Access = Literal["public", "unchecked", "optional", "required"]
Limit = Literal["ordinary", "credentials"]


class BadTable(ValueError):
    """A line of the table cannot be understood, or contradicts another."""


@dataclass(frozen=True)
class Rule:
    """Who serves one set of methods of a route, and what it requires of callers."""

    service: str
    methods: tuple[str, ...]
    access: Access
    limit: Limit
    takes_files: bool = False


@dataclass(frozen=True)
class Route:
    """One address, whose methods may have several services; ``path`` is from the root, with ``{id}``, ``{account}``."""

    path: str
    rules: tuple[Rule, ...]
    aliases: tuple[str, ...] = field(default=())

    @property
    def methods(self) -> tuple[str, ...]:
        """Return the methods of all rules, in the order of METHODS."""
        named = {method for rule in self.rules for method in rule.methods}
        return tuple(method for method in METHODS if method in named)

    @property
    def takes_files(self) -> bool:
        """Return whether one of its methods takes a body with files."""
        return any(rule.takes_files for rule in self.rules)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Return every path of the route: the canonical one, its unversioned form, and the aliases."""
        unversioned = (self.path.replace("/api/v1/", "/api/", 1),) if self.path.startswith("/api/v1/") else ()
        return (self.path, *unversioned, *self.aliases)

    def access(self, method: str) -> Access:
        """Return whether ``method`` needs a token. Raises KeyError when the route has no such method."""
        return self._rule(method).access

    def service(self, method: str) -> str:
        """Return who serves ``method``. Raises KeyError when the route has no such method."""
        return self._rule(method).service

    def _rule(self, method: str) -> Rule:
        for rule in self.rules:
            if method in rule.methods:
                return rule
        raise KeyError(method)


def parse(text: str) -> tuple[Route, ...]:
    """Read a table. Raises BadTable, which names the line."""
    routes: dict[str, Route] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.split("#", 1)[0].split()
        if words:
            try:
                _add(routes, words)
            except (ValueError, KeyError) as error:
                raise BadTable(f"line {number}: {error}") from error
    return tuple(routes.values())


def _add(routes: dict[str, Route], words: list[str]) -> None:
    if words[0] == "alias":
        _, methods, alias, target = words
        route = routes[absolute(target)]
        if "{" in alias:
            raise ValueError(f"{alias} has a parameter; an alias has none")
        if set(_methods(methods)) != set(route.methods):
            raise ValueError(f"{alias} does not have the methods of {target}")
        routes[route.path] = Route(route.path, route.rules, (*route.aliases, absolute(alias)))
        return
    service, methods, path, access, limit, *more = words
    files = [_one_of(word, "files") for word in more]
    granted = cast(Access, _one_of(access, " ".join(get_args(Access))))
    rule = Rule(_one_of(service, NAMES), _methods(methods), granted, _limit(limit), takes_files=bool(files))
    old = routes.get(absolute(path), Route(absolute(path), ()))
    if set(old.methods) & set(rule.methods):
        raise ValueError(f"{path} is claimed twice")
    routes[old.path] = Route(old.path, (*old.rules, rule))


def absolute(path: str) -> str:
    """Return the path from the root; unknown parameters raise ValueError."""
    unknown = set(re.findall(r"\{(\w+)\}", path)) - set(PARAMETERS)
    if unknown:
        raise ValueError(f"unknown parameter {unknown}")
    return path if path.startswith("/") else f"/api/v1/{path}"


def _methods(words: str) -> tuple[str, ...]:
    return tuple(_one_of(method, " ".join(METHODS)) for method in words.split(","))


def _limit(word: str) -> Limit:
    return cast(Limit, _one_of(word, "ordinary credentials"))


def _one_of(word: str, choices: str) -> str:
    if word not in choices.split():
        raise ValueError(f"{word} is none of: {choices}")
    return word


ROUTES = parse(TABLE.read_text())
