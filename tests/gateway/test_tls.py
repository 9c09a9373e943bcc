"""TLS at the gateway, where it has a certificate: HTTP/2, only new versions, and HSTS."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from gateway.testing import Nginx
from tests.gateway.problems import assert_problem


@pytest.fixture(scope="module")
def certificate(tmp_path_factory) -> tuple[Path, Path]:
    """A certificate for kith.test, signed by itself, and its key."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "kith.test")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("kith.test")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return folder / "certificate.pem", folder / "key.pem"


@pytest.fixture
def secure(tmp_path, certificate, services) -> Iterator[Nginx]:
    """A gateway with TLS."""
    files = {"KITH_TLS_CERTIFICATE": str(certificate[0]), "KITH_TLS_KEY": str(certificate[1])}
    addresses = {"POSTS": services["posts"].address}
    nginx = Nginx(tmp_path, addresses, PUBLIC_URL="https://kith.test", LISTEN_OPTIONS="ssl http2", **files)
    yield nginx.start()
    nginx.stop()


@pytest.fixture
def trusting(certificate) -> ssl.SSLContext:
    """What a client needs to trust the certificate."""
    return ssl.create_default_context(cafile=str(certificate[0]))


def shake_hands(nginx: Nginx, context: ssl.SSLContext) -> ssl.SSLSocket:
    connection = socket.create_connection(("127.0.0.1", nginx.port), timeout=5)
    return context.wrap_socket(connection, server_hostname="kith.test")


def test_http_2_is_offered_and_http_1_still_works(secure, trusting):
    for offered, chosen in ((["h2", "http/1.1"], "h2"), (["http/1.1"], "http/1.1")):
        trusting.set_alpn_protocols(offered)
        with shake_hands(secure, trusting) as connection:
            assert connection.selected_alpn_protocol() == chosen
            assert connection.version() == "TLSv1.3"


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_K19_old_versions_are_refused(secure, trusting):
    trusting.set_ciphers("DEFAULT:@SECLEVEL=0")  # else this side refuses
    trusting.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED
    trusting.maximum_version = ssl.TLSVersion.TLSv1_1

    with pytest.raises(ssl.SSLError):
        shake_hands(secure, trusting)


def test_services_get_the_https_url_and_browsers_stay_with_it(secure, certificate, services):
    with httpx.Client(verify=False) as client:
        response = client.get(f"https://127.0.0.1:{secure.port}/api/v1/posts/", headers={"Host": "kith.test"})
        missing = client.get(f"https://127.0.0.1:{secure.port}/nowhere")

    request = services["posts"].requests[0]
    assert (request.header("X-Forwarded-Proto"), request.header("X-Public-Url")) == ("https", "https://kith.test")
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains"
    assert missing.json()["type"] == f"https://127.0.0.1:{secure.port}/problems/unknown_address"


def test_K08_a_body_that_is_too_large_is_a_problem_over_http_2_too(secure, trusting):
    trusting.set_alpn_protocols(["h2"])
    head = {":method": "POST", ":scheme": "https", ":authority": "kith.test", ":path": "/api/v1/posts/"}
    fields = b"".join(literal(name, value) for name, value in (head | {"content-length": "300000"}).items())

    with shake_hands(secure, trusting) as connection:
        connection.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(SETTINGS, 0) + frame(HEADERS, 1, fields))
        answer = b""
        while b'"}' not in answer and b"</html>" not in answer:
            answer += connection.recv(65536) or b"</html>"

    assert b'"status":413,"code":"too_large"' in answer


SETTINGS, HEADERS, END_HEADERS = 4, 1, 4


def frame(kind: int, stream: int, content: bytes = b"") -> bytes:
    """Return a frame of HTTP/2 (RFC 9113, 4.1)."""
    flags = END_HEADERS if kind == HEADERS else 0
    return len(content).to_bytes(3) + bytes([kind, flags]) + stream.to_bytes(4) + content


def literal(name: str, value: str) -> bytes:
    """Return a field as a literal that is not indexed (RFC 7541, 6.2.2)."""
    return b"\0" + b"".join(bytes([len(text)]) + text.encode() for text in (name, value))


def test_http_on_its_port_is_refused(secure):
    assert_problem(httpx.get(f"http://127.0.0.1:{secure.port}/healthz"), 400, "malformed")
