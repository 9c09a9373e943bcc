"""What the auth service counts."""

from prometheus_client import Counter

mails_total = Counter(
    "mails_total", "Mails that were sent, refused by the mail server, or dropped.", ["mail", "outcome"]
)
