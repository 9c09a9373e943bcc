"""What the worker counts."""

from prometheus_client import Counter, Gauge, Histogram

outbox_unpublished = Gauge(
    "outbox_unpublished", "Events in the outbox that the broker has not confirmed; counted up to 10,000."
)
outbox_oldest_seconds = Gauge("outbox_oldest_seconds", "Age of the oldest unpublished event; 0 when there is none.")
relay_leader = Gauge("relay_leader", "1 while this process is the one that publishes.")
relay_published_total = Counter("relay_published_total", "Events that the broker has confirmed.")
relay_returned_total = Counter(
    "relay_returned_total", "Events that the broker could not route or take; they are retried."
)
relay_unconfirmed_total = Counter(
    "relay_unconfirmed_total", "Events without a confirm in time; the relay goes on without waiting for it."
)
consumer_handled_total = Counter(
    "consumer_handled_total", "Messages settled, by lane, type and outcome.", ["lane", "type", "outcome"]
)
dead_total = Counter("dead_total", "Messages moved to the dead queue of a lane.", ["lane"])
inbox_parked = Gauge("inbox_parked", "Events that wait for a version with a handler; counted up to 100,000.")
inbox_parked_expired_total = Counter("inbox_parked_expired_total", "Parked events deleted after 30 days.")
event_lag_seconds = Histogram(
    "event_lag_seconds",
    "Time from the event to its effect here, by lane.",
    ["lane"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60, 300, 3600),
)
pruned_total = Counter("pruned_total", "Rows deleted because of their age.", ["table"])
prune_failed_total = Counter("prune_failed_total", "Turns in which a table could not be pruned.", ["table"])
bindings_lost_total = Counter("bindings_lost_total", "Bindings that the broker had and has lost; they are made again.")
events_recovered_total = Counter("events_recovered_total", "Events that were read from the log for a lost binding.")
log_is_bound = Gauge("log_is_bound", "1 while social.log gets all public events; 0 needs a restart of the broker.")
