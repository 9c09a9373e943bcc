"""What the others may ask for when they rebuild."""

import pytest
from factories import FollowFactory

from chassis.ids import uuid7
from social_graph.selectors.exports import export_follows

pytestmark = pytest.mark.django_db


def test_every_edge_is_exported_once_ended_ones_too():
    edges = [FollowFactory(), FollowFactory(state="none", version=4), FollowFactory(version=3)]

    first = export_follows(after=None, limit=2)
    rest = export_follows(after=first[-1][0], limit=2)

    exported = [(key, event.state, event.version) for key, event in first + rest]
    assert exported == [(edge.id, edge.state, edge.version) for edge in edges]


def test_nothing_is_exported_after_the_last():
    FollowFactory()

    assert export_follows(after=uuid7(), limit=10) == []
