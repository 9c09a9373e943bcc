"""A picture in JSON, as one service of Kith hands it to another that keeps it."""

import base64
from typing import Any

from media.limits import OUTPUT_BYTES
from media.sandbox import Encoded, encoded_check
from media.shapes import SIZES

MAX_BYTES = OUTPUT_BYTES * 4 // 3 + 1000
"""Of the JSON: all sizes in base64, and what is known of the picture."""


def to_json(picture: Encoded) -> dict[str, Any]:
    """Return a picture as an object of JSON."""
    facts = {"width": picture.width, "height": picture.height, "blurhash": picture.blurhash}
    return facts | {"sizes": {name: base64.b64encode(picture.sizes[name]).decode() for name in SIZES}}


def from_json(body: Any) -> Encoded:
    """Return the picture that an object describes. Raises ValueError, KeyError or TypeError for anything else."""
    sizes = {name: base64.b64decode(body["sizes"][name], validate=True) for name in SIZES}
    encoded_check(body, sizes)
    return Encoded(body["width"], body["height"], body["blurhash"], sizes)
