"""How an address names a hashtag: as in a text, without its sign."""

from django.urls import register_converter
from django.urls.converters import StringConverter

from posts.text_entities import HASHTAG_MAX_LENGTH


class HashtagConverter(StringConverter):
    """``<hashtag:…>`` in a path: letters and digits of every script; the gateway passes on no other ASCII, either."""

    regex = rf"[A-Za-z0-9_\u0080-\U0010ffff]{{1,{HASHTAG_MAX_LENGTH}}}"


register_converter(HashtagConverter, "hashtag")
