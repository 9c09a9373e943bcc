"""Defects in the handling of events: outbox, relay, consumer, inbox."""

from tests.faults.defects.defect import Defect, Edit
from tests.faults.defects.exposures import killed_at, overtaken, replayed, shuffled, swallowed, without_faults

TRANSFER = "libs/chassis/src/chassis/events/outbox/transfer.py"
CONSUMER = "libs/chassis/src/chassis/events/consuming/consumer.py"
TIES = "libs/relations/src/relations/services.py"
UNTOLD = frozenset({"lost", "drift"})

DEFECTS = (
    Defect(
        "dropped-events",
        "One event in sixteen is marked as published and never sent.",
        (
            Edit(
                "libs/bus/src/bus/publisher.py",
                "            self._tag += 1\n",
                '            if message.id.endswith("0"):\n'
                "                self._report([message.id], PublishStatus.CONFIRMED)\n"
                "                continue\n"
                "            self._tag += 1\n",
            ),
        ),
        ("posts-worker", "social-graph-worker"),
        without_faults,
        UNTOLD,
    ),
    Defect(
        "ack-before-commit",
        "A batch is acknowledged before its effects are committed.",
        (
            Edit(
                CONSUMER,
                "        results = self._await(connection, self._handling.submit(self._reception.receive, batch))\n"
                "        self._pass_on(copies, batch, results)\n"
                "        channel.basic_ack(batch[-1].tag, multiple=True)\n",
                "        channel.basic_ack(batch[-1].tag, multiple=True)\n"
                "        results = self._await(connection, self._handling.submit(self._reception.receive, batch))\n"
                "        self._pass_on(copies, batch, results)\n",
            ),
        ),
        ("posts-worker", "profiles-worker", "notifications-worker"),
        killed_at("consumer.before_commit:12"),
        UNTOLD,
    ),
    Defect(
        "event-after-commit",
        "The outbox row is written after the transaction of its change, not in it.",
        (
            Edit(
                "libs/chassis/src/chassis/events/outbox/emission.py",
                "    _insert(event, event_id)\n",
                "    _watch_commit()\n    transaction.on_commit(partial(_insert, event, event_id))\n",
            ),
            Edit(
                "libs/chassis/src/chassis/events/outbox/emission.py",
                '    failpoint("outbox.after_insert")\n    _watch_commit()\n',
                "",
            ),
        ),
        ("posts-web", "social-graph-web"),
        killed_at("view.after_commit:9"),
        UNTOLD,
    ),
    Defect(
        "mark-before-confirm",
        "What was sent is marked as published, whether or not the broker has confirmed it.",
        (
            Edit(
                TRANSFER,
                "        self._publisher.send([rows.message_of_row(row) for row in batch])\n",
                "        self._publisher.send([rows.message_of_row(row) for row in batch])\n"
                "        rows.mark([str(row.event_id) for row in batch])\n",
            ),
        ),
        ("posts-worker", "social-graph-worker"),
        swallowed,
        UNTOLD,
    ),
    Defect(
        "last-id",
        "The relay continues after the highest id that it has published: events that commit late are never published.",
        (
            Edit(
                TRANSFER,
                "            self._position, self._swept_at = 0, time.monotonic()\n",
                "            self._swept_at = time.monotonic()\n",
            ),
            Edit(
                TRANSFER,
                "        self._position = (found or page)[-1].id if len(page) == limit else 0\n",
                "        self._position = page[-1].id if page else self._position\n",
            ),
        ),
        ("posts-worker",),
        overtaken,
        UNTOLD,
    ),
    Defect(
        "version-ignored",
        "A projection takes over whatever comes, also what is older than what it has.",
        (
            Edit(
                "libs/chassis/src/chassis/events/guarded_upsert.py",
                'else ("found.version < offered.version", "")',
                'else ("offered.version > 0", "")',
            ),
        ),
        ("profiles-worker", "posts-worker"),
        shuffled,
        UNTOLD | {"leaks"},
    ),
    Defect(
        "inbox-skipped",
        "An event that comes again is handled again, by a handler that relies on the inbox.",
        (
            Edit(
                "libs/chassis/src/chassis/events/inbox/dispatch.py",
                "    return {event_id for (event_id,) in REMEMBER.rows(list(types), list(types.values()))}\n",
                "    return {delivery.id for delivery in deliveries}\n",
            ),
            Edit(TIES, "zip(states, results, strict=True) if applied.is_newer]", "zip(states, results, strict=True)]"),
            Edit(TIES, 'applied.before["state"] if applied.before else None', "None"),
        ),
        ("profiles-worker",),
        replayed,
        UNTOLD,
    ),
)
