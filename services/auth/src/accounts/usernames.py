"""What a username may be: one normal form, in which it is compared, stored and shown."""

import re
import unicodedata

SHAPE = re.compile(r"[a-z0-9_.]{3,30}")
NO_MORE_THAN_DOTS = re.compile(r"[_.]+")

RESERVED = frozenset(
    """
    about access account accounts activity admin administrator anonymous api app assets auth blocks blog bot
    comments contact conversations demo docs drafts events everyone explore feed following followers friends group
    groups guest hashtags healthz help here home host internal instance jwks kith likes livez login logout mail
    media me messages metrics moderator mutes nobody none notifications null official password people postmaster
    posts privacy profile profiles readyz redoc register root schema search security self sessions settings signup
    staff static status suggestions support swagger system team terms trends undefined user username users web
    webmaster well-known ws www
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Names that would read as the house itself, as everybody, or as a part of an address."""


class BadUsername(ValueError):
    """A name cannot be taken by anybody; ``code`` says why: ``invalid`` or ``reserved``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def username_fold(raw: str) -> str:
    """Return the one form of a name: NFKC and case-folded. Two names are the same when their forms are."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw).casefold())


def username_of(raw: str) -> str:
    """Return the normal form of a name that somebody may take. Raises BadUsername otherwise."""
    name = username_fold(raw)
    if not SHAPE.fullmatch(name):
        raise BadUsername("invalid", "Use 3 to 30 of the letters a to z, digits, underscore and dot.")
    if name in RESERVED or NO_MORE_THAN_DOTS.fullmatch(name):
        raise BadUsername("reserved", "This name cannot be taken.")
    return name
