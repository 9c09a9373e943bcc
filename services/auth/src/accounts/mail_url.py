"""Where mails go, as one URL says it: ``smtp://user:password@host:port``, or ``file:///folder``."""

from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

SMTP = "accounts.mail_smtp.Backend"
FOLDER = "accounts.mail_folder.Folder"
PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}


@dataclass(frozen=True)
class MailServer:
    """What Django's settings of mail are made from."""

    backend: str
    folder: str | None = None
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    is_tls: bool = False
    is_starttls: bool = False


def mail_server(url: str) -> MailServer:
    """Read the URL. Raises ImproperlyConfigured, without repeating it, since it may hold a password."""
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path and not parts.netloc:
        return MailServer(FOLDER, folder=unquote(parts.path))
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured("MAIL_URL must be file:///folder, or smtp://, smtp+starttls:// or smtps:// a host")
    return MailServer(
        SMTP,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        is_tls=parts.scheme == "smtps",
        is_starttls=parts.scheme == "smtp+starttls",
    )
