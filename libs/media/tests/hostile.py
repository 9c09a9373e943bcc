"""Files that are made to do harm, as bytes."""

import struct
import zipfile
import zlib
from io import BytesIO

from PIL import Image, ImageCms, PngImagePlugin

from media.testing.pictures import content, pixels

SCRIPT = b"<?php system('id'); ?><script>alert(1)</script>"


def archive() -> bytes:
    """Return a small zip."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        file.writestr("a.class", b"\xca\xfe\xba\xbe")
    return out.getvalue()


def png_of(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """Return a PNG with a header and any chunks."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = [(b"IHDR", header), *chunks, (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def deflated(size: int) -> bytes:
    """Return ``size`` zeros, packed."""
    packer = zlib.compressobj(9)
    return b"".join(packer.compress(bytes(1 << 20)) for _ in range(size >> 20)) + packer.flush()


def animation(name: str, frames: int) -> bytes:
    """Return an animation of tiny frames."""
    first, *others = [Image.new("RGB", (2, 2), (number % 7 * 40, number % 2 * 200, 0)) for number in range(frames)]
    return content(first, name, save_all=True, append_images=others, duration=20)


def with_everything() -> Image.Exif:
    """Return what a camera writes into a picture: its owner, its place, its number."""
    exif = Image.Exif()
    exif[0x010F], exif[0xA431], exif[0x9286] = "CanaryCamera", "CanarySerial", "CanaryComment"
    exif.get_ifd(0x8825)[29] = "CanaryPlace"
    return exif


def photograph(name: str) -> bytes:
    """Return a picture with metadata of every kind that its format has."""
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", "CanaryAuthor")
    text.add_itxt("XML:com.adobe.xmp", "<x>CanaryXmp</x>")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    more = {"PNG": {"pnginfo": text}, "JPEG": {"comment": b"CanaryRemark", "xmp": b"<x>CanaryXmp</x>"}}
    options = more.get(name, {"xmp": b"<x>CanaryXmp</x>"})
    return content(pixels(), name, exif=with_everything(), icc_profile=profile, **options) + SCRIPT
