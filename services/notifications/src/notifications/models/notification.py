"""Notifications, and the one definition of who may see which."""

from uuid import UUID

from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from chassis.database.subqueries import has_no_row, has_row
from chassis.ids import uuid7
from notifications.models.audience import Post, PostQuerySet, Removal
from notifications.models.cause import Cause
from notifications.models.groups import moderates
from notifications.models.types import ABOUT_OTHERS, MAYBE_ON_COMMENTS, TARGET_KINDS, TYPE_MAX, Type
from relations.audience import notifies

DETAIL_MAX = 100
SHOWN = Q(senders_count__gt=0, is_deleted=False, is_hidden=False)


MAX_CHECKED = 100
"""Hidden senders are counted in notifications with at most so many senders: one may have 100,000."""
CAN_BE_HIDDEN = Q(type__in=ABOUT_OTHERS) | Q(type=Type.LIKE) & ~Q(target_id=F("post_id"))
"""What is about a post that may be somebody else's than the recipient's; the author may always read it."""
IS_AUTHORS = ~CAN_BE_HIDDEN | Q(post_author_id=F("recipient_id"))


class NotificationQuerySet(models.QuerySet["Notification"]):
    """The one definition of who may see which notification."""

    def shown_to(self, recipient_id: UUID) -> "NotificationQuerySet":
        """Return the recipient's notifications of senders whom they may see, about posts they may read.

        Those of requests to join a group are shown to its moderators only, and none of types that a later version wrote
        during an update.

        ``is_hidden`` keeps the others out of the index; it may be outdated, so each one is checked again.
        """
        shown = self.filter(SHOWN, recipient_id=recipient_id, type__in=Type.values)
        return shown.filter(may_read(), may_answer(recipient_id), exists(), has_sender(recipient_id))

    def chosen(self, *, kind: str | None = None, is_unread: bool | None = None) -> "NotificationQuerySet":
        """Return those of one type, or the unread or the read ones, or both, or all."""
        chosen = self.filter(type=kind) if kind else self
        return chosen if is_unread is None else chosen.filter(is_read=not is_unread)


class Notification(models.Model):
    """The acts of one type on one target within one period, for one recipient."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    recipient_id = models.UUIDField()  # an account of the auth service
    type = models.CharField(max_length=TYPE_MAX, choices=Type.choices)
    target_id = models.UUIDField()  # an account, a post, a comment, a session or a group, see TARGET_KINDS
    post_id = models.UUIDField(null=True)  # the post that the target is or belongs to
    post_author_id = models.UUIDField(null=True)  # of those that can be hidden; of likes, once the post is known
    group_id = models.UUIDField(null=True)  # the group that the post belongs to, of those that can be hidden
    detail = models.CharField(max_length=DETAIL_MAX, blank=True, default="", db_default="")  # of logins, exports
    period = models.IntegerField()
    senders_count = models.PositiveIntegerField(default=0)
    joins = models.PositiveIntegerField(default=0)  # how many causes were ever added: each got the next number
    read_through = models.PositiveIntegerField(default=0)  # the causes up to this number have been read
    is_read = models.BooleanField(default=False)
    is_deleted = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False, db_default=False)  # its recipient may not read the post, or answer
    created_at = models.DateTimeField()  # of the oldest active cause
    updated_at = models.DateTimeField()  # of the newest active cause
    position = models.UUIDField(unique=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        db_table = "notification"
        ordering = ["-position"]
        constraints = [
            models.UniqueConstraint(
                fields=["recipient_id", "type", "target_id", "period"],
                condition=Q(is_deleted=False),
                name="one_notification_per_target_and_period",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient_id", "-position"], condition=SHOWN, name="notification_readable"),
            # What was not chosen is not looked at, however much of it is newer.
            models.Index(fields=["recipient_id", "type", "-position"], condition=SHOWN, name="notification_by_type"),
            models.Index(fields=["recipient_id", "is_read", "-position"], condition=SHOWN, name="notification_by_read"),
            models.Index(
                fields=["recipient_id", "type", "is_read", "-position"],
                condition=SHOWN,
                name="notification_by_type_and_read",
            ),
            models.Index(fields=["post_id", "id"], condition=Q(post_id__isnull=False), name="notification_of_post"),
            models.Index(
                fields=["target_id", "id"], condition=Q(type__in=MAYBE_ON_COMMENTS), name="notification_of_target"
            ),
            models.Index(
                fields=["recipient_id", "post_author_id", "id"],
                condition=Q(post_author_id__isnull=False),
                name="notification_by_post_author",
            ),
            models.Index(
                fields=["recipient_id", "group_id", "id"],
                condition=Q(group_id__isnull=False),
                name="notification_by_group_of_post",
            ),
        ]

    @property
    def target_kind(self) -> str:
        """Return what the target is; one that is not the post is a comment on it."""
        kind = TARGET_KINDS[Type(self.type)]
        return "comment" if kind == "post" and self.target_id != self.post_id else kind


def may_read() -> Q:
    """Return the condition that a notification's recipient may read the post that it is about, if there is one."""
    return _is_about(Post.objects.visible_to(OuterRef("recipient_id")))


def may_read_in_any_state_of_author() -> Q:
    """Return the same, also of posts that only the state of their author hides."""
    return _is_about(Post.objects.visible_in_any_state_of_author(OuterRef("recipient_id")))


def _is_about(posts: PostQuerySet) -> Q:
    return IS_AUTHORS | has_row(posts.filter(id=OuterRef("post_id")))


def _causes() -> "models.QuerySet[Cause]":
    """Return the latest cause of each sender of the notification of an outer query."""
    return Cause.objects.filter(notification_id=OuterRef("id"), is_active=True, is_latest=True)


def shown_causes(recipient_id: UUID) -> "models.QuerySet[Cause]":
    """Return the latest cause of each sender whom the recipient may see and has not muted with notifications.

    They are those of the notification of an outer query.
    """
    return _causes().filter(notifies(recipient_id, author="sender_id"))


def hidden_senders(recipient_id: UUID) -> Case:
    """Return an expression: how many senders of a notification are hidden from its recipient; 0 if it has very many."""
    hidden = _causes().filter(~Q(notifies(recipient_id, author="sender_id"))).order_by()
    counted = hidden.annotate(all=Value(1)).values("all").annotate(count=Count("id")).values("count")
    return Case(When(senders_count__lte=MAX_CHECKED, then=Coalesce(Subquery(counted), Value(0))), default=Value(0))


def may_answer(recipient_id: UUID) -> Q:
    """Return the condition that the recipient may answer the requests that a notification is about, if it is."""
    return ~Q(type=Type.GROUP_REQUEST) | moderates(recipient_id)


def has_sender(recipient_id: UUID) -> Q:
    """Return the condition that the recipient may see a sender of the notification."""
    return Q(has_row(shown_causes(recipient_id)))


def exists() -> Q:
    """Return the condition that neither the post nor the comment that a notification is about was deleted."""
    post, target = (Removal.objects.filter(object_id=OuterRef(column)) for column in ("post_id", "target_id"))
    return has_no_row(post) & has_no_row(target)
