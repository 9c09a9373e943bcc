"""The ids of followees and friends in the indexes of their order, so that suggestions read no row of the tables."""

from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


def _in_order(first: str, second: str, state: str, name: str) -> models.Index:
    return models.Index(fields=[first, "position"], include=[second], condition=Q(state=state), name=name)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("social_graph", "0007_find_next_owners")]
    operations = [
        AddIndexConcurrently("follow", _in_order("follower_id", "followee_id", "active", "followees_in_order")),
        AddIndexConcurrently("friendship", _in_order("account_id", "other_id", "friends", "friend_ids_in_order")),
        RemoveIndexConcurrently("follow", "following_in_order"),
        RemoveIndexConcurrently("friendship", "friends_in_order"),
    ]
