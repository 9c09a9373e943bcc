"""The process that decodes: what it may not do, and what becomes of an upload when it dies."""

import fcntl
import json
import subprocess
import sys
import tempfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from pathlib import Path

import pytest

from chassis.errors import Unavailable
from media import sandbox
from media.sandbox import Refused, encode
from media.shapes import AVATAR
from media.testing.pictures import content, pixels, uploaded

TRY = """
import socket, subprocess, resource
from media import encoder
encoder.drop_privileges()
for what, act in {
    "a file": lambda: open("/etc/passwd"),
    "a connection": socket.socket,
    "a process": lambda: subprocess.run(["true"]),
    "memory": lambda: bytes(1 << 30),
    "more": lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (9, 9)) if __import__("os").geteuid() else open("/x"),
}.items():
    try:
        act()
    except (OSError, MemoryError, ValueError):
        continue
    print(what)
"""


def test_G20_the_decoder_can_open_nothing_and_has_little_memory():
    done = subprocess.run([sys.executable, "-c", TRY], capture_output=True, text=True, check=True)

    assert done.stdout == ""


def test_G20_the_decoder_gets_nothing_of_the_environment(monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "a canary")
    code = "import os; print('{\"refused\": \"%s\"}' % ('canary' if 'SECRET_KEY' in os.environ else 'none'))"
    monkeypatch.setattr(sandbox, "ENCODER", ("-c", code))

    with uploaded(content(pixels()), "image/png") as file, pytest.raises(Refused, match="none"):
        encode(file, "PNG", AVATAR)


FACTS = {"width": 1, "height": 1, "blurhash": "LLLLLL"}


def saying(more: str = "", **sizes: int) -> str:
    """Return a program that answers with these lengths, and with something behind them."""
    return f"print({json.dumps(json.dumps({**FACTS, 'sizes': sizes}))}); print({more!r})"


PROGRAMS = {
    "killed": "import os; os.kill(os.getpid(), 11)",
    "out-of-time": "import os; os.kill(os.getpid(), 24)",
    "nothing": "",
    "no-json": "print('x' * 5000)",
    "no-object": "print('[]')",
    "no-webp": saying("abc", small=1, medium=1, large=1),
    "too-long": saying(small=1 << 40, medium=1, large=1),
    "negative": saying(small=-1, medium=1, large=1),
}


@pytest.mark.parametrize("code", PROGRAMS.values(), ids=PROGRAMS)
def test_G20_whatever_the_decoder_does_the_upload_is_refused_and_the_next_is_encoded(monkeypatch, code):
    with uploaded(content(pixels()), "image/png") as file:
        with monkeypatch.context() as patch:
            patch.setattr(sandbox, "ENCODER", ("-c", code))
            with pytest.raises(Refused):
                encode(file, "PNG", AVATAR)

        assert encode(file, "PNG", AVATAR).width == 30


FULL = "import os; os.dup2(os.open('/dev/full', os.O_WRONLY), 1); from media.encoder import main; main()"
"""The encoder, with an answer that the disk does not take."""


@pytest.mark.parametrize("body", [content(pixels()), b"no picture"], ids=["picture", "damaged"])
def test_G22_a_full_disk_is_no_fault_of_the_picture(monkeypatch, body):
    monkeypatch.setattr(sandbox, "ENCODER", ("-c", FULL))

    with uploaded(body, "image/png") as file, pytest.raises(Unavailable):
        encode(file, "PNG", AVATAR)


def test_G22_a_folder_that_takes_no_file_is_an_outage(settings):
    with uploaded(content(pixels()), "image/png") as file:
        settings.FILE_UPLOAD_TEMP_DIR = "/proc/nowhere"

        with pytest.raises(Unavailable):
            encode(file, "PNG", AVATAR)


def test_one_picture_is_decoded_at_a_time(monkeypatch):
    monkeypatch.setattr(sandbox, "WAITING_SECONDS", 0.1)
    with (Path(tempfile.gettempdir()) / "gallery-encoder.lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)

        with uploaded(content(pixels()), "image/png") as file, pytest.raises(Unavailable):
            encode(file, "PNG", AVATAR)


def test_two_uploads_at_most_keep_threads_of_a_process_busy(monkeypatch):
    monkeypatch.setattr(sandbox, "WAITING_SECONDS", 60)

    def one_more() -> int:
        with uploaded(content(pixels()), "image/png") as file:
            return encode(file, "PNG", AVATAR).width

    with ThreadPoolExecutor(3) as pool:
        with (Path(tempfile.gettempdir()) / "gallery-encoder.lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            uploads = [pool.submit(one_more) for _ in range(3)]
            refused, waiting = wait(uploads, timeout=20, return_when=FIRST_COMPLETED)
        assert [type(each.exception()) for each in refused] == [Unavailable]
        assert [each.result() for each in waiting] == [30, 30]


def test_a_decoder_that_takes_too_long_is_ended(monkeypatch):
    monkeypatch.setattr(sandbox, "ENCODING_SECONDS", 0.01)

    with uploaded(content(pixels()), "image/png") as file, pytest.raises(Unavailable):
        encode(file, "PNG", AVATAR)
