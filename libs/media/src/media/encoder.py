"""The program that decodes an upload and encodes it anew: ``python -m media.encoder FORMAT SHAPE``, without Django.

It reads a file from standard input and writes a line of JSON and the bytes of every size, one after the other, to
standard output. Before it reads the file it drops the privileges that a fault of a decoder could be used for: it can
open no file, connection or process any more, and its memory and its time are limited.
"""

import errno
import json
import os
import resource
import signal
import sys
import warnings
from io import BytesIO
from typing import IO, Any

import blurhash  # type: ignore[import-untyped]
from PIL import (  # noqa: F401 - the plugins are loaded now, since nothing can be opened later
    GifImagePlugin,
    Image,
    ImageCms,
    ImageOps,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    WebPImagePlugin,
)

from media.limits import (
    CPU_SECONDS,
    ENCODING_SECONDS,
    MAX_FRAMES,
    MAX_PIXELS,
    MAX_SIDE,
    MEMORY_BYTES,
    OUTPUT_BYTES,
    UNWRITTEN,
)
from media.shapes import Shape

ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What puts a picture upright, by the orientation of Exif 2.32, 4.6.4 A."""
STRIP_PIXELS = 4_000_000
QUALITY = 82
HASHED_SIDE = 32
HASH_COMPONENTS = (4, 3)
PNG_TEXT_BYTES = 1024 * 1024
NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EIO)
SRGB = ImageCms.createProfile("sRGB")


class TooLarge(Exception):
    """More pixels or frames than a picture may have."""


def drop_privileges() -> None:
    """Lower the limits of this process to what decoding needs; it cannot raise them again."""
    signal.alarm(int(ENCODING_SECONDS) + 1)
    os.nice(5)
    most = {
        resource.RLIMIT_AS: MEMORY_BYTES,
        resource.RLIMIT_FSIZE: OUTPUT_BYTES,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,
    }
    for limit, value in most.items():
        resource.setrlimit(limit, (value, value))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS + 1))  # SIGXCPU first: it says why


def encoded(source: IO[bytes], name: str, shape: Shape) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return what is known of a picture, and its sizes as WebP. Raises TooLarge, or whatever the decoder raises."""
    picture = decoded(source, name, shape)
    sizes = {size: _resized(picture, side, is_square=shape.is_square) for size, side in shape.sides().items()}
    facts = {"width": sizes["large"].width, "height": sizes["large"].height, "blurhash": _blurhash(sizes["small"])}
    return facts, {size: _webp(each) for size, each in sizes.items()}


def decoded(source: IO[bytes], name: str, shape: Shape) -> Image.Image:
    """Return the first frame upright, in RGB or RGBA and sRGB, a little larger than the largest size."""
    with Image.open(source, formats=[name]) as image:
        if max(image.size) > MAX_SIDE or image.width * image.height > MAX_PIXELS:
            raise TooLarge
        if getattr(image, "n_frames", 1) > MAX_FRAMES:
            raise TooLarge
        image.seek(0)
        turn, profile = UPRIGHT.get(image.getexif().get(ORIENTATION, 1)), image.info.get("icc_profile")
        image.draft(image.mode, (shape.large * 2, shape.large * 2))  # JPEG alone: decodes fewer pixels
        picture = _in_srgb(_shrunk(image, shape), profile)
    return picture if turn is None else picture.transpose(turn)


def _shrunk(image: Image.Image, shape: Shape) -> Image.Image:
    """Return the picture in RGB or RGBA, divided by a whole number; by strips, without a copy of all pixels."""
    image.load()
    side = min(image.size) if shape.is_square else max(image.size)
    factor = max(1, side // shape.large)
    rows = max(1, STRIP_PIXELS // (image.width * factor)) * factor
    mode = "RGBA" if image.has_transparency_data else "RGB"
    result = Image.new(mode, (-(-image.width // factor), -(-image.height // factor)))
    for top in range(0, image.height, rows):
        strip = image.crop((0, top, image.width, min(image.height, top + rows)))
        result.paste(_in_mode(strip, mode).reduce(factor), (0, top // factor))
    return result


def _in_mode(strip: Image.Image, mode: str) -> Image.Image:
    if strip.mode.startswith("I"):  # 16 bits of grey; Pillow would cut off what is above 255
        strip = strip.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    return strip.convert(mode)


def _in_srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    """Return the picture in the colours that it has without a profile; one that cannot be used is ignored."""
    if not profile:
        return picture
    try:
        own = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, own, SRGB) or picture
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture


def _resized(picture: Image.Image, side: int, *, is_square: bool) -> Image.Image:
    if is_square:
        side = min(side, *picture.size)
        return ImageOps.fit(picture, (side, side), Image.Resampling.LANCZOS)
    copy = picture.copy()
    copy.thumbnail((side, side), Image.Resampling.LANCZOS)
    return copy


def _webp(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=2, exif=b"", xmp=b"", icc_profile=b"")
    return out.getvalue()


def _blurhash(picture: Image.Image) -> str:
    small = Image.new("RGB", picture.size, "white")
    small.paste(picture, mask=picture if picture.mode == "RGBA" else None)
    small.thumbnail((HASHED_SIDE, HASHED_SIDE))
    width, pixels = small.width, list(small.get_flattened_data())
    rows = [pixels[start : start + width] for start in range(0, len(pixels), width)]
    return blurhash.encode(rows, *HASH_COMPONENTS)


def main() -> None:
    """Write the encoded picture, or why there is none: ``{"refused": "too_large"}`` or ``{"refused": "damaged"}``.

    Exits with UNWRITTEN when there is no space for it.
    """
    name, shape = sys.argv[1], Shape(**json.loads(sys.argv[2]))
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS
    PngImagePlugin.MAX_TEXT_MEMORY = PngImagePlugin.MAX_TEXT_CHUNK = PNG_TEXT_BYTES
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    Image.preinit()  # loads the plugins that Pillow always loads
    drop_privileges()
    answer = answered(sys.stdin.buffer, name, shape)
    try:
        sys.stdout.buffer.write(answer)
        sys.stdout.buffer.flush()
    except OSError as error:
        os._exit(UNWRITTEN if error.errno in NO_SPACE else 1)


def answered(source: IO[bytes], name: str, shape: Shape) -> bytes:
    """Return what is written: a line of facts and the sizes behind it, or the refusal."""
    try:
        facts, sizes = encoded(source, name, shape)
    except (TooLarge, MemoryError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return json.dumps({"refused": "too_large"}).encode()
    except Exception:  # whatever a decoder raises, the file is at fault; the message may quote it
        return json.dumps({"refused": "damaged"}).encode()
    lengths = {size: len(each) for size, each in sizes.items()}
    return json.dumps({**facts, "sizes": lengths}).encode() + b"\n" + b"".join(sizes.values())


if __name__ == "__main__":
    main()
