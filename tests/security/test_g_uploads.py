"""B20, F06, G02, G07, G21: forms with files, through the gateway: refused with a problem, little memory, no change."""

import gzip
import socket
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest

from tests.e2e.client import Person, address
from tests.e2e.staff import suspend
from tests.e2e.test_pictures import png
from tests.e2e.waiting import eventually
from tests.security.answers import assert_401
from tests.security.database import value

MEGA = 1024 * 1024
FORM = "multipart/form-data; boundary=x"
END = b"--x--\r\n"
BIO = b'--x\r\nContent-Disposition: form-data; name="bio"\r\n\r\nNew.\r\n'
FILE = b'--x\r\nContent-Disposition: form-data; name="avatar"; filename="a.png"\r\nContent-Type: image/png\r\n\r\n'
NAMELESS = b'--x\r\nContent-Disposition: form-data; filename="a"\r\n\r\n\r\n'
FIELD = b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n\r\n'
HOSTILE: dict[str, tuple[bytes, dict[str, str], tuple[int, ...]]] = {
    "F06-10000-parts": (b"".join(FIELD % number for number in range(10_000)) + END, {}, (400,)),
    "F06-100000-fields": (b"".join(FIELD % number for number in range(100_000)) + END, {}, (400,)),
    "F06-300000-files-without-a-name": (NAMELESS * 300_000 + END, {}, (400,)),
    "F06-no-closing-boundary": (BIO + FILE + png(9), {}, (400,)),
    "F06-larger-than-a-form": (BIO + FILE + b"x" * 22 * MEGA + b"\r\n" + END, {}, (413,)),
    "F06-larger-than-a-file": (BIO + FILE + b"x" * 11 * MEGA + b"\r\n" + END, {}, (413,)),
    "F06-a-text-of-20-MB": (BIO.replace(b"New.", b"x" * 20 * MEGA) + END, {}, (413,)),
    "B20-two-boundaries": (BIO + END, {"Content-Type": f"{FORM}; boundary=y"}, (400,)),
    "B20-no-boundary": (BIO + END, {"Content-Type": "multipart/form-data"}, (400,)),
    "B20-another-type": (BIO + END, {"Content-Type": "application/x-www-form-urlencoded"}, (415,)),
    "B20-utf-7": (BIO + END, {"Content-Type": f"{FORM}; charset=utf-7"}, (415,)),
    "B20-utf-16": (BIO + END, {"Content-Type": f"{FORM}; charset=utf-16"}, (415,)),
    "B20-gzip-bomb": (gzip.compress(BIO + b"x" * 100 * MEGA), {"Content-Encoding": "gzip"}, (415,)),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_form_is_refused_and_takes_little_memory(case, attacker, cpu):
    body, headers, statuses = HOSTILE[case]
    before, memory = attacker.get("users/me/").json(), cpu.rss_mb("profiles-web")

    answer = attacker.request("PATCH", "users/me/", content=body, headers={"Content-Type": FORM} | headers)

    assert answer.status_code in statuses, answer.text
    assert cpu.rss_mb("profiles-web") < memory + 40
    assert attacker.get("users/me/").json() == before


@pytest.mark.parametrize("mega", [2, 22])
def test_F06_a_form_without_a_length_is_bounded(mega, attacker):
    def chunks() -> Iterator[bytes]:
        yield BIO + FILE + png(9)
        for _ in range(mega):
            yield b"x" * MEGA

    before = attacker.get("users/me/").json()

    answer = attacker.request("PATCH", "users/me/", content=chunks(), headers={"Content-Type": FORM})

    assert answer.status_code == (413 if mega > 21 else 400), answer.text
    assert attacker.get("users/me/").json() == before


MEDIUM = FILE.replace(b"avatar", b"file")
HOSTILE_MEDIA = {
    "G07-larger-than-a-file": (MEDIUM + b"x" * 11 * MEGA + b"\r\n" + END, 413),
    "G02-a-picture-of-words": (MEDIUM + b"<svg xmlns='http://www.w3.org/2000/svg'/>\r\n" + END, 415),
    "G04-a-picture-that-is-cut-off": (MEDIUM + png(9)[:60] + b"\r\n" + END, 400),
    "F06-no-closing-boundary": (MEDIUM + png(9), 400),
}


@pytest.mark.parametrize("case", HOSTILE_MEDIA)
def test_a_hostile_file_for_a_post_is_refused_and_takes_little_memory(case, attacker, cpu, handle):
    body, status = HOSTILE_MEDIA[case]
    memory = cpu.rss_mb("posts-web")

    answer = attacker.request("POST", "media/", content=body, headers={"Content-Type": FORM})

    assert answer.status_code == status, answer.text
    assert cpu.rss_mb("posts-web") < memory + 40
    assert value(handle, "posts", "SELECT count(*) FROM posts_medium WHERE owner_id = %s", [attacker.id]) == 0


def suspended(person: Person, admin: Person) -> None:
    suspend(person, by=admin)


def logged_out(person: Person, admin: Person) -> None:
    assert person.post("auth/logout/").status_code == 204


ARRIVING = {
    "PATCH users/me/": ("profiles", "SELECT count(*) FROM media_picture WHERE owner_id = %s", BIO + FILE),
    "POST media/": ("posts", "SELECT count(*) FROM posts_medium WHERE owner_id = %s", MEDIUM),
    "POST posts/": ("posts", "SELECT count(*) FROM posts_post WHERE author_id = %s", FILE.replace(b"avatar", b"media")),
}
"""What takes a picture: the service that it belongs to, what is not created, and the beginning of the form."""


@pytest.mark.parametrize("end", [suspended, logged_out], ids=lambda end: f"G21-{end.__name__}")
@pytest.mark.parametrize("call", ARRIVING)
def test_a_picture_that_arrives_while_the_session_ends_is_not_stored(call, end, newcomer, admin, handle):
    person, (service, made, start) = newcomer("slow"), ARRIVING[call]
    method, path = call.split()
    assert person.get("users/me/").json()["avatar"] is None
    body = start + png(200) + b"\r\n" + END
    target = urlsplit(handle.url)
    head = f"{method} {address(path)} HTTP/1.1\r\nHost: {target.netloc}\r\n"
    head += f"Authorization: Bearer {person.tokens['access']}\r\n"
    head += f"Content-Type: {FORM}\r\nContent-Length: {len(body)}\r\n"

    with socket.create_connection((target.hostname, target.port), timeout=20) as connection:
        connection.sendall(f"{head}Expect: 100-continue\r\nConnection: close\r\n\r\n".encode())
        assert connection.recv(1000).startswith(b"HTTP/1.1 100 ")
        connection.sendall(body[:-1])
        end(person, admin)
        eventually(lambda: assert_401(person.get("users/me/")), within=2)
        connection.sendall(body[-1:])
        answer = b"".join(iter(lambda: connection.recv(65536), b""))

    assert answer.startswith(b"HTTP/1.1 401 ")
    assert b'"code":"session_ended"' in answer
    assert value(handle, service, made, [person.id]) == 0
    assert value(handle, service, "SELECT count(*) FROM media_picture WHERE owner_id = %s", [person.id]) == 0
