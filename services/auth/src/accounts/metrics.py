"""What the auth service counts."""

from prometheus_client import Counter, Gauge

mails_total = Counter(
    "mails_total",
    "Mails that were sent, refused or not answered by the server, dropped, or above a limit.",
    ["mail", "outcome"],
)
deletions_unfinished = Gauge("deletions_unfinished", "Deletions of accounts that some service has not finished yet.")
deletions_oldest_seconds = Gauge(
    "deletions_oldest_seconds",
    "Age of the oldest of these; 0 when there is none. Above 3600 needs attention.",
)
