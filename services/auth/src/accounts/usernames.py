"""Which usernames are accepted, and their normal form, in which they are compared, stored and shown."""

import re
import unicodedata

MIN_LENGTH, MAX_LENGTH = 3, 30
"""Characters of a name, as it is typed and in its normal form, which is never the shorter one."""
PATTERN = rf"^(?=.*[a-z])(?!.*\.\.)[a-z0-9_][a-z0-9_.]{{{MIN_LENGTH - 2},{MAX_LENGTH - 2}}}[a-z0-9_]$"
"""As Python and PostgreSQL read it; the database checks it too."""
RULE = (
    f"Use {MIN_LENGTH} to {MAX_LENGTH} of a to z, 0 to 9, _ and dots: "
    "with a letter, no dot at either end, no two dots in a row."
)

RESERVED = frozenset(
    """
    about access account accounts activity admin administrator all anonymous api app assets auth block blocks blog
    bookmark bookmarks bot change comments confirm contact conversations demo devices disable docs drafts edit email
    events everyone explore export feed follow followers following friends friendships group groups guest hashtag
    hashtags healthz help here home host instance internal invite invites jwks jwks.json kith like likes list lists
    livez login logout mail me media member members mention mentions messages metrics moderator mute mutes new
    nobody none notifications null official password people postmaster posts preferences presence privacy problems
    profile profiles read readyz receipts redoc refresh register replies report reports request requests resend
    reset root schema search security self sessions settings share shares signup staff static status stream
    suggestions support swagger system tag tags team terms totp trending trends typing undefined unfollow upload
    uploads user username users verify web webmaster well-known ws www
    abuse audit audit-log deleted deletion exports hostmaster noc roles suspension
    bans follow-requests friend invitation invitations membership mutuals relationship relationships
    scheduled-posts history pin publish
    """.split()  # noqa: SIM905 - a list of words is read as words
)
"""Names that look like staff, like everybody, or like a part of an address."""


class BadUsername(ValueError):
    """A name that cannot be registered; ``code`` says why: ``invalid`` or ``reserved``."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def username_fold(raw: str) -> str:
    """Return the normal form of a name: NFKC and case-folded. Two names are the same if their normal forms are."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", raw).casefold())


def username_of(raw: str) -> str:
    """Return the normal form of a name that can be registered. Raises BadUsername otherwise."""
    name = username_fold(raw)
    if len(raw) < MIN_LENGTH or not re.fullmatch(PATTERN, name):
        raise BadUsername("invalid", RULE)
    if name in RESERVED:
        raise BadUsername("reserved", "This name is reserved; choose another one.")
    return name
