"""What the auth service counts."""

from prometheus_client import Counter

mails_total = Counter(
    "mails_total",
    "Mails that were sent, refused or not answered by the server, dropped, or above a limit.",
    ["mail", "outcome"],
)
