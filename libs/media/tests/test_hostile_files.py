"""Files that are made to do harm: refused, or encoded anew without anything but their pixels. Rows of section G."""

import random
from io import BytesIO

import hostile
import pytest
from django.core.files.storage import default_storage
from PIL import Image

from chassis.ids import uuid7
from media.checking import picture_encode
from media.errors import PictureDamaged, PictureNotSupported, PictureTooHeavy, PictureTooLarge
from media.limits import MAX_BYTES, MAX_FRAMES
from media.models import Picture
from media.services import picture_store
from media.shapes import AVATAR, BANNER
from media.testing.pictures import content, pixels, stored, uploaded  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db
PNG, JPEG, GIF, WEBP = "image/png", "image/jpeg", "image/gif", "image/webp"


@pytest.fixture(autouse=True)
def files(stored):  # noqa: F811
    return stored


def keep(body: bytes, media_type: str = "", shape=AVATAR, name: str = "a.png") -> Picture:
    with uploaded(body, media_type, name) as file:
        encoded = picture_encode(file=file, shape=shape, field="avatar")
    return picture_store(owner_id=uuid7(), encoded=encoded)


def read(picture: Picture, size: str) -> bytes:
    with default_storage.open(f"{picture.path}/{size}.webp") as file:
        return file.read()


def all_sizes(picture: Picture) -> list[bytes]:
    return [read(picture, size) for size in ("small", "medium", "large")]


POLYGLOTS = {
    "PNG-script": content(pixels()) + hostile.SCRIPT,
    "GIFAR": content(pixels(), "GIF") + hostile.archive(),
    "JPEG-ZIP": content(pixels(), "JPEG") + hostile.archive(),
    "JPEG-comment": content(pixels(), "JPEG", comment=hostile.SCRIPT),
}


@pytest.mark.parametrize("body", POLYGLOTS.values(), ids=POLYGLOTS)
def test_G01_of_a_file_that_is_two_things_only_the_pixels_stay(body):
    for kept in all_sizes(keep(body)):
        assert kept[:4] == b"RIFF"
        assert int.from_bytes(kept[4:8], "little") + 8 == len(kept)  # nothing behind the picture
        assert not any(mark in kept for mark in (b"<?php", b"script", b"PK\x03\x04", b"\xca\xfe\xba\xbe"))


OTHERS = {
    "G02-SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
    "G02-XXE": b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><svg>&a;</svg>",
    "G02-HTML": b"<!doctype html><script>alert(1)</script>",
    "G03-program": b"MZ" + bytes(200),
    **{f"G09-{name}": content(pixels(), name) for name in ("TIFF", "BMP", "ICO", "PCX", "DDS", "EPS", "PPM")},
    "G09-JPEG2000": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(100),
    "G09-HEIC": b"\x00\x00\x00\x18ftypheic" + bytes(100),
    "G09-PSD": b"8BPS\x00\x01" + bytes(100),
    "G10-MP4": b"\x00\x00\x00\x18ftypmp42" + bytes(100),
    "G10-WebM": b"\x1a\x45\xdf\xa3" + bytes(100),
    "G10-AVI": b"RIFF\x64\x00\x00\x00AVI LIST" + bytes(100),
    "G10-WAV": b"RIFF\x64\x00\x00\x00WAVEfmt " + bytes(100),
    "G10-MP3": b"ID3\x04\x00" + bytes(100),
    "G10-playlist": b"#EXTM3U\n#EXTINF:10,\nfile:///etc/passwd\n" + b"#" * 100,
    "G10-concat": b"ffconcat version 1.0\nfile /etc/passwd\n" + b"#" * 100,
    "G11-ZIP": hostile.archive(),
}


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS)
def test_what_is_no_accepted_format_is_not_supported(files, body):
    with pytest.raises(PictureNotSupported):
        keep(body, "image/png")

    assert (files(), Picture.objects.count()) == ([], 0)


@pytest.mark.parametrize(("name", "says"), [("WEBP", PNG), ("PNG", JPEG), ("JPEG", GIF), ("GIF", "text/html")])
def test_G03_a_file_is_what_the_client_says_it_is(files, name, says):
    with pytest.raises(PictureNotSupported):
        keep(content(pixels(), name), says)

    assert files() == []


@pytest.mark.parametrize(("name", "says"), [("PNG", ""), ("JPEG", "image/jpg"), ("GIF", "application/octet-stream")])
def test_G03_a_client_may_say_nothing(name, says):
    assert keep(content(pixels(), name), says).state == "new"


DAMAGED = {
    "empty": b"",
    "one-byte": b"\xff",
    **{f"half-{name}": content(Image.effect_noise((90, 90), 90), name)[:2000] for name in ("PNG", "JPEG", "WEBP")},
    "head-alone": b"\x89PNG\r\n\x1a\n" + bytes(20),
    "wrong-CRC": content(pixels())[:20] + b"\xff" + content(pixels())[21:],
    "random-behind-a-head": b"\xff\xd8\xff\xe0" + random.Random(1).randbytes(100_000),
}


@pytest.mark.parametrize("body", DAMAGED.values(), ids=DAMAGED)
def test_G04_a_damaged_file_is_refused(files, body):
    with pytest.raises(PictureDamaged):
        keep(body)

    assert (files(), Picture.objects.count()) == ([], 0)


def test_G04_a_picture_with_corrupt_exif_is_kept_or_refused():
    body = content(pixels(), "JPEG", exif=b"Exif\x00\x00II*\x00\xff\xff\xff\xff")

    assert keep(body).width == 30


@pytest.mark.parametrize("seed", range(6))
def test_G04_files_with_flipped_bytes_do_no_harm(seed):
    chance = random.Random(seed)
    body = bytearray(content(Image.effect_noise((60, 60), 90), chance.choice(["PNG", "JPEG", "WEBP", "GIF"])))
    for _ in range(20):
        body[chance.randrange(12, len(body))] = chance.randrange(256)

    try:
        assert len(all_sizes(keep(bytes(body)))) == 3
    except (PictureDamaged, PictureTooLarge):
        assert Picture.objects.count() == 0


FLOODS = {
    "G05-65000x65000": hostile.png_of(65_000, 65_000),
    "G05-1x1000000": hostile.png_of(1, 1_000_000),
    "G05-8001x5000": hostile.png_of(8_001, 5_000),
    "G05-GIF": content(Image.new("P", (1, 1)), "GIF")[:6]
    + b"\xff\xff\xff\xff"
    + content(Image.new("P", (1, 1)), "GIF")[10:],
    "G05-GIF-frames": hostile.animation("GIF", MAX_FRAMES + 1),
    "G05-APNG-frames": hostile.animation("PNG", MAX_FRAMES + 1),
    "G05-WEBP-frames": hostile.animation("WEBP", MAX_FRAMES + 1),
}


@pytest.mark.parametrize("body", FLOODS.values(), ids=FLOODS)
def test_G05_too_many_pixels_or_frames_are_refused(files, body):
    with pytest.raises(PictureTooLarge):
        keep(body)

    assert (files(), Picture.objects.count()) == ([], 0)


BOMBS = {
    "G06-zTXt": hostile.png_of(9, 9, (b"zTXt", b"a\x00\x00" + hostile.deflated(1 << 30))),
    "G06-iCCP": hostile.png_of(9, 9, (b"iCCP", b"a\x00\x00" + hostile.deflated(1 << 30))),
    "G06-IDAT": hostile.png_of(9, 9, (b"IDAT", hostile.deflated(1 << 30))),
}


@pytest.mark.parametrize("body", BOMBS.values(), ids=BOMBS)
def test_G06_a_decompression_bomb_is_refused_or_costs_nothing(body):
    try:
        assert keep(body).width == 9
    except (PictureDamaged, PictureTooLarge):
        assert Picture.objects.count() == 0


def test_G07_a_file_above_the_limit_is_refused(files):
    with pytest.raises(PictureTooHeavy):
        keep(content(pixels()) + bytes(MAX_BYTES))

    assert files() == []


@pytest.mark.parametrize("name", ["JPEG", "PNG", "WEBP"])
def test_G08_nothing_that_a_camera_writes_stays(name):
    body = hostile.photograph(name)
    assert b"Canary" in body

    for kept in all_sizes(keep(body)):
        assert b"Canary" not in kept
        assert set(Image.open(BytesIO(kept)).info) <= {"loop", "background", "timestamp", "duration"}


@pytest.mark.parametrize("orientation", range(1, 9))
def test_G08_a_picture_is_turned_upright(orientation):
    image = pixels(40, 20)
    image.paste("blue", (0, 0, 20, 10))  # a mark at the top left of the file
    exif = Image.Exif()
    exif[0x0112] = orientation

    kept = Image.open(BytesIO(read(keep(content(image, "PNG", exif=exif), PNG, BANNER), "large"))).convert("RGB")

    expected = {1: "tl", 2: "tr", 3: "br", 4: "bl", 5: "tl", 6: "tr", 7: "br", 8: "bl"}[orientation]
    assert kept.size == ((40, 20) if orientation < 5 else (20, 40))
    corners = {"tl": (2, 2), "tr": (-3, 2), "bl": (2, -3), "br": (-3, -3)}
    blue = [name for name, (x, y) in corners.items() if kept.getpixel((x % kept.width, y % kept.height))[2] > 128]
    assert blue == [expected]


NAMES = ["../../x.png", "..\\x.png", "/etc/passwd", "CON", "x" * 300, "a\nb.png", "\u202egnp.exe", 'a;b".png', "ü.png"]


@pytest.mark.parametrize("name", NAMES)
def test_G12_the_name_of_a_file_means_nothing(files, name):
    picture = keep(content(pixels()), PNG, name=name)

    assert files() == [
        f"gallery/{picture.id.hex[:2]}/{picture.id.hex}/{size}.webp" for size in ("large", "medium", "small")
    ]
