"""Which hashtags and mentions a text has."""

import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posts.text_entities import (
    HASHTAG_MAX_LENGTH,
    HASHTAGS_MAX,
    MENTIONS_MAX,
    USERNAME,
    hashtag_fold,
    is_hashtag,
    text_entities,
)

HASHTAGS = {
    "#looms weave": ["looms"],
    "\uff03looms \ufe5fthreads": ["looms", "threads"],
    "(#a) “#b” #c, #d. #e! ¿#f?": ["a", "b", "c", "d", "e", "f"],
    "#Straße #STRASSE #straße": ["Straße"],
    "#ﬁne #fine #\uff26\uff29\uff2e\uff25": ["ﬁne"],
    "#東京 #тест #हिन्दी #한국어 #עברית #café": ["東京", "тест", "हिन्दी", "한국어", "עברית", "café"],
    "#\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645": ["\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645"],
    "#col·lecció #one_two #2026goals": ["col·lecció", "one_two", "2026goals"],
    "#one-two #three\u200d.": ["one", "three"],
    "#123 #٤٢ #_ # ## #-a #\u200cb #️⃣": [],
    "a#b é#c _#d 1#e": [],
    "https://kith.test/#part http://a.test/?q=#x www.kith.test/#y HTTPS://K.TEST/#Z": [],
    "/#part &#39; ?q=#x": [],
    "see https://kith.test/ü#no and #yes": ["yes"],
    "##twice": ["twice"],
    "#one#two": ["one"],
    "#" + "a" * HASHTAG_MAX_LENGTH: ["a" * HASHTAG_MAX_LENGTH],
    "#" + "a" * (HASHTAG_MAX_LENGTH + 1): [],
    "#" + "\ufdfa" * 6: [],
}
MENTIONS = {
    "@ada and \uff20Grace": ["ada", "grace"],
    "(@ada) “@bob”, .@eve! -@mia": ["ada", "bob", "eve", "mia"],
    "@ada. @bob.b... @ADA": ["ada", "bob.b"],
    "@ada's @bob-b @eve/x": ["ada", "bob", "eve"],
    "ada@bob.test a.@bob a+@bob a-@bob é@bob": [],
    "@ada@kith.test @@ada": [],
    "https://kith.test/@ada /@ada": [],
    "@ab @adaé @.ada @123 @" + "a" * 31: [],
    "@" + "a" * 30: ["a" * 30],
    "@ada..bob": ["ada"],
}


@pytest.mark.parametrize("text", HASHTAGS)
def test_hashtags_are_found_by_the_rules_of_unicode(text):
    assert list(text_entities(text).hashtags) == HASHTAGS[text]


@pytest.mark.parametrize("text", MENTIONS)
def test_usernames_are_found_behind_their_sign(text):
    assert list(text_entities(text).usernames) == MENTIONS[text]


def test_a_text_has_a_bounded_number_of_each():
    text = " ".join(f"#tag{n} @person_{n}" for n in range(100))

    found = text_entities(text)

    assert found.hashtags == tuple(f"tag{n}" for n in range(HASHTAGS_MAX))
    assert found.usernames == tuple(f"person_{n}" for n in range(MENTIONS_MAX))


@given(st.text(alphabet=st.sampled_from("#\uff03@aÉ1_.-/\u200c \n:wht東") | st.characters(exclude_categories=["Cs"])))
def test_what_is_found_is_in_the_text(text):
    found = text_entities(text)

    assert all(any(f"{sign}{tag}" in text for sign in "#\ufe5f\uff03") for tag in found.hashtags)
    assert all(is_hashtag(tag) for tag in found.hashtags)
    assert all(any(f"{sign}{name}" in text.lower() for sign in "@\uff20") for name in found.usernames)
    assert all(USERNAME.fullmatch(name) for name in found.usernames)
    assert len({hashtag_fold(tag) for tag in found.hashtags}) == len(found.hashtags)


@given(st.lists(st.from_regex(r"\A[a-z][a-z0-9_]{2,20}\Z"), max_size=20, unique=True))
def test_tags_between_other_words_are_all_found(words):
    text = ", and ".join(f"#{word} by @{word}" for word in words)

    found = text_entities(text)

    assert (found.hashtags, found.usernames) == (tuple(words), tuple(words))


@given(st.text())
def test_the_normal_form_of_a_normal_form_is_itself(text):
    assert hashtag_fold(hashtag_fold(text)) == hashtag_fold(text)


@pytest.mark.parametrize(
    "part", ["#", "@", "#a", "@abc", "a", "#@", "www.", "http://", "#\u200c", "@.", "\u0301", "h", "#é\u200c"]
)
def test_the_steps_of_a_long_text_grow_with_its_length_only(part):
    short, long = (_steps(part * (length // len(part))) for length in (1_000, 10_000))

    assert long <= 12 * short


def _steps(text: str) -> int:
    """Return how many lines of Python finding takes; time would depend on the machine."""
    lines = 0

    def count(frame, event, argument):
        nonlocal lines
        lines += 1
        return count

    sys.settrace(count)
    try:
        text_entities(text)
    finally:
        sys.settrace(None)
    return lines
