"""After the database was restored no words come from Redis that the database does not have."""

from django.core.management import call_command
from factories import FollowFactory, PostFactory

from posts.models import Post


def test_a_card_of_what_a_backup_has_lost_is_not_shown(feed):
    edge = FollowFactory()
    post = PostFactory(author_id=edge.followee_id, text="said before the restore")
    assert feed(edge.follower_id) == ["said before the restore"]

    Post.objects.filter(id=post.id).update(text="said after the restore")  # and again in the same version
    call_command("begin_epoch")

    assert feed(edge.follower_id) == ["said after the restore"]
