"""The hashtags and mentions of a text, found in linear time.

Source: Unicode Standard Annex #31, Hashtag Identifiers (R8): ``Start XID_Continue* (Medial XID_Continue+)*``.
"""

import re
import unicodedata
from dataclasses import dataclass

HASHTAGS_MAX, MENTIONS_MAX = 30, 50
"""How many different ones a text has at most; further ones are words like others."""
HASHTAG_MAX_LENGTH = 100
"""Code points, as it is written and in its normal form."""
MEDIALS = "\u200c\u200d"
"""The joiners inside of words of Persian and of Indic scripts: they may stand between other characters of a tag."""
USERNAME = re.compile(r"(?=.*[a-z])[a-z0-9_][a-z0-9_.]{1,28}[a-z0-9_]")

# An address of the web is skipped up to its end: RFC 3986 allows visible ASCII characters only. Each alternative begins
# with a fixed text, so that no place of a text is read twice. Signs before what cannot begin a word are passed over.
SIGNS = re.compile(
    r"(?:https?|ftp)://[!-~]*|www\.[!-~]*|[#\ufe5f\uff03](?=[0-9A-Za-z_]|[^\x00-\x7f\u200c\u200d])|[@\uff20](?=[0-9A-Za-z_])",
    re.IGNORECASE,
)
NAME = re.compile(r"[A-Za-z0-9_.]*")
PART_OF_ADDRESS = frozenset("/&=")
"""Before a sign: ``/#part`` and ``?q=#part`` are parts of addresses, ``&#39;`` is HTML."""
PART_OF_MAIL_ADDRESS = frozenset("/&=@\uff20%")
LOCAL_PART = frozenset(".+-")
"""After a letter these belong to the local part of a mail address, elsewhere to the sentence."""


@dataclass(frozen=True)
class TextEntities:
    """What was found, each once, in the order of the text."""

    hashtags: tuple[str, ...] = ()
    """As they are written, without the sign."""
    usernames: tuple[str, ...] = ()
    """In their normal form; whether somebody has them is another question."""


def text_entities(text: str) -> TextEntities:
    """Return the hashtags and the usernames behind an "@" of a text in NFC; none inside of words and addresses."""
    hashtags: dict[str, str] = {}
    known: set[str] = set()
    usernames: dict[str, None] = {}
    for sign in SIGNS.finditer(text):
        if sign[0] in "#\ufe5f\uff03":
            written = _hashtag_at(text, sign.end())
            if written and written not in known and len(hashtags) < HASHTAGS_MAX:
                known.add(written)
                hashtags.setdefault(hashtag_fold(written), written)
        elif sign[0] in "@\uff20":
            username = _username_at(text, sign.end())
            if username and len(usernames) < MENTIONS_MAX:
                usernames.setdefault(username)
    return TextEntities(tuple(hashtags.values()), tuple(usernames))


def hashtag_fold(written: str) -> str:
    """Return the normal form, in which hashtags are compared: NFKC, case-folded, and without joiners."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", written).casefold())
    return folded.translate(dict.fromkeys(map(ord, MEDIALS)))


def is_hashtag(written: str) -> bool:
    """Return whether a text without the sign is one hashtag."""
    return bool(written) and _hashtag_at(f"#{written}", 1) == written


def _hashtag_at(text: str, start: int) -> str:
    """Return the hashtag whose sign ends at ``start``; an empty text if there is none."""
    if start > 1 and (_continues(text[start - 2]) or text[start - 2] in PART_OF_ADDRESS):
        return ""
    end = start
    while end < len(text) and (_continues(text[end]) or text[end] in MEDIALS):
        end += 1
    written = text[start:end].rstrip(MEDIALS)
    if not 0 < len(written) <= HASHTAG_MAX_LENGTH or written[0] in MEDIALS or not any(map(str.isalpha, written)):
        return ""
    return written if len(hashtag_fold(written)) <= HASHTAG_MAX_LENGTH else ""


def _username_at(text: str, start: int) -> str:
    """Return the normal form of the username whose sign ends at ``start``; an empty text if there is none."""
    if start > 1 and _is_in_mail_address(text, start - 2):
        return ""
    found = NAME.match(text, start)
    end = found.end() if found else start
    if end < len(text) and (_continues(text[end]) or text[end] in "@\uff20"):
        return ""
    name = text[start:end].split("..", 1)[0].rstrip(".").lower()
    return name if USERNAME.fullmatch(name) else ""


def _is_in_mail_address(text: str, before: int) -> bool:
    """Return whether the character before an "@" makes it a part of a word, of a mail address or of a URL."""
    character = text[before]
    if character in LOCAL_PART:
        return before > 0 and _continues(text[before - 1])
    return _continues(character) or character in PART_OF_MAIL_ADDRESS


def _continues(character: str) -> bool:
    """Return whether a character is XID_Continue; Python's own identifiers consist of these."""
    return f"a{character}".isidentifier()
