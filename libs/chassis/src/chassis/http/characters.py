"""Invisible characters, and characters that change how the text around them is displayed: refused in texts of one line.

A name or a title is displayed beside other people's texts: a character that reverses the direction of writing, or is
invisible, can make one name look like another. Sources: Unicode Technical Reports #36 (Security Considerations) and #39
(Security Mechanisms).
"""

import re

INVISIBLE = "\\u00ad\\u061c\\u180e\\u200b\\u200e\\u200f\\u202a-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb"
"""Soft hyphens, marks and overrides of direction, and characters of no width, for a character class."""
_INVISIBLE = re.compile(f"[{INVISIBLE}]")
_JOINER = re.compile("[\u200c\u200d]")
_LONE_TAG = re.compile("(?<![\U0001f3f4\U000e0020-\U000e007e])[\U000e0000-\U000e007f]")
"""Tags after a black flag make the flags of regions; elsewhere they are invisible."""


def has_invisible(text: str) -> bool:
    """Return whether the text has an invisible character; joiners and tags are allowed where they have an effect."""
    if text.isascii():
        return False
    if _INVISIBLE.search(text) or _LONE_TAG.search(text):
        return True
    return any(not _joins(text, found.start()) for found in _JOINER.finditer(text))


def _joins(text: str, at: int) -> bool:
    """Return whether a joiner stands between two characters that can be joined, such as Persian letters or emoji."""
    beside = text[max(0, at - 1) : at] + text[at + 1 : at + 2]
    return len(beside) == 2 and all(_may_be_joined(each) for each in beside)


def _may_be_joined(character: str) -> bool:
    """Return False for scripts with capitals: their letters are never joined."""
    is_cased = character.lower() != character.upper()
    return not (character.isascii() or is_cased or character.isspace() or _JOINER.match(character))
