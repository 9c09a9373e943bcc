"""The tables of the auth service: accounts, their sessions, archives of their data, and the keys that sign tokens."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from accounts.usernames import PATTERN
from chassis.ids import uuid7


def default_roles() -> list[str]:
    """Return the roles of a new account."""
    return ["user"]


OF_STAFF = ~Q(roles=default_roles())
"""The accounts with more roles than the one that all have."""


class State(models.TextChoices):
    """Whether an account may log in, and whether others see what it made."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    DELETED = "deleted"
    """The row stays as a tombstone without a name, an address and a password."""


HAS_OWNER = (State.ACTIVE, State.SUSPENDED)
"""The states of an account that the staff may act on; in any other it is gone."""


class Account(AbstractBaseUser):
    """Somebody who may log in: Django's user, trimmed to what is used.

    Several accounts may have one e-mail address until one of them has verified it (ADR 51).
    """

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS = ["email"]

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    username = models.CharField(max_length=30, unique=True)
    email = models.CharField(max_length=254)
    email_verified = models.BooleanField(default=False)
    has_second_factor = models.BooleanField(default=False, db_default=False)
    roles = ArrayField(models.CharField(max_length=20), default=default_roles)
    state = models.CharField(max_length=16, choices=State.choices, default=State.ACTIVE, db_default=State.ACTIVE.value)
    state_version = models.PositiveBigIntegerField(default=1, db_default=1)  # 1 as registered, one more per change
    state_changed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    last_login: Any = None  # removes Django's column: sessions know when they were used

    objects: Any = models.Manager()

    class Meta:
        db_table = "account"
        indexes = [
            models.Index(fields=["email", "id"], name="account_by_email"),
            models.Index(fields=["id"], name="account_with_state", condition=Q(state_version__gt=1)),
            models.Index(fields=["id"], name="account_of_staff", condition=OF_STAFF),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(username__regex=r"^[a-z0-9_.]{3,30}$"), name="username_is_folded"),
            models.CheckConstraint(condition=Q(username__regex=PATTERN), name="username_is_readable"),
            models.UniqueConstraint(
                fields=["email"], condition=Q(email_verified=True), name="one_account_per_verified_email"
            ),
        ]

    @property
    def suspension(self) -> "Suspension | None":
        """Return why the account is suspended, or None; selectors of the staff read it with the account."""
        return getattr(self, "held_suspension", None)


class Act(models.TextChoices):
    """What the staff does, and what is done to the staff; each act is written down."""

    SUSPEND = "suspend"
    CHANGE_SUSPENSION = "change_suspension"
    REINSTATE = "reinstate"
    SET_ROLES = "set_roles"
    CREATE_ADMIN = "create_admin"


class Suspension(models.Model):
    """Why an account is suspended, and until when; the row exists as long as it is."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, primary_key=True, related_name="held_suspension")
    by_id = models.UUIDField()
    """The account of the moderator or administrator; it may be deleted meanwhile."""
    reason = models.CharField(max_length=500)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        db_table = "suspension"
        indexes = [models.Index(fields=["until"], name="suspension_by_end", condition=Q(until__isnull=False))]


class AuditEntry(models.Model):
    """One act of the staff, written in its transaction. Triggers refuse to change, delete or truncate (ADR 95).

    The reasons of acts on an account are erased with the account; the acts stay.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    act = models.CharField(max_length=32, choices=Act.choices)
    actor_id = models.UUIDField(null=True)
    """The account that acted; null for a command of an operator, and for a suspension that ended by itself."""
    subject_id = models.UUIDField()
    """The account that it was done to. Both may be deleted meanwhile."""
    reason = models.CharField(max_length=500, blank=True)
    before = models.JSONField()
    after = models.JSONField()
    request_id = models.CharField(max_length=128, blank=True)
    created_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "audit_entry"
        indexes = [
            models.Index(fields=["subject_id", "id"], name="audit_by_subject"),
            models.Index(fields=["actor_id", "id"], name="audit_by_actor"),
            models.Index(fields=["act", "id"], name="audit_by_act"),
        ]


class SessionQuerySet(models.QuerySet["Session"]):
    """Queries for sessions."""

    def alive(self, now: datetime) -> "SessionQuerySet":
        """Return those that have neither been revoked nor expired at ``now``."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class Session(models.Model):
    """One login on one device.

    It stores the ids of its tokens, never a token. A pair of tokens can be computed again from this row alone: ids,
    times and key determine every byte (ADR 52).
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="sessions")
    current_token_id = models.UUIDField()
    previous_token_id = models.UUIDField(null=True)
    rotated_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)  # kid that signed the current pair; the key is kept longer than the pair
    created_at = models.DateTimeField()
    last_used_at = models.DateTimeField()  # to the hour: enough to recognise a session, too little to track a person
    device = models.CharField(max_length=200, blank=True)
    address = models.GenericIPAddressField(null=True)
    expires_at = models.DateTimeField()  # of the current refresh token; 180 days after created_at at the latest
    revoked_at = models.DateTimeField(null=True)
    revoked_because = models.CharField(max_length=20, blank=True)
    denied_until = models.DateTimeField(null=True)  # when the last access token of a revoked session has expired
    version = models.PositiveIntegerField(default=1)

    objects: Any = SessionQuerySet.as_manager()

    class Meta:
        db_table = "session"
        indexes = [
            models.Index(fields=["account", "id"], name="live_session_by_account", condition=Q(revoked_at=None)),
            models.Index(fields=["denied_until"], name="session_denied", condition=Q(denied_until__isnull=False)),
            models.Index(fields=["expires_at"], name="session_by_end"),
        ]

    @property
    def used_at(self) -> datetime:
        """Return when the session was last used, to the hour; in its first hour, when it began."""
        return max(self.last_used_at, self.created_at)


class KnownDevice(models.Model):
    """A device that an account was logged in to on: its name and its network, as a keyed hash."""

    id = models.BinaryField(primary_key=True, max_length=32)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    last_used_at = models.DateTimeField()  # of its last login

    objects: Any = models.Manager()

    class Meta:
        db_table = "known_device"
        indexes = [models.Index(fields=["last_used_at"], name="known_device_by_use")]


class Rotation(models.Model):
    """An exchange of a refresh token that had an Idempotency-Key, kept for 24 hours.

    Its pair can be computed again from this row and the session's, like the current one (ADR 52).
    """

    id = models.BinaryField(primary_key=True, max_length=32)  # keyed hash of the session and the Idempotency-Key
    exchanged_token_id = models.UUIDField()
    current_token_id = models.UUIDField()  # this and the next three as they were in the session after the exchange
    rotated_at = models.DateTimeField()
    key_id = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "rotation"
        indexes = [models.Index(fields=["rotated_at"], name="rotation_by_age")]


class EmailLink(models.Model):
    """A link that was mailed and has not been used. Its token is not stored: it follows from the id (ADR 0110)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=20)
    email = models.CharField(max_length=254)  # where it was sent, and what its use verifies
    expires_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "email_link"
        indexes = [models.Index(fields=["expires_at"], name="email_link_by_end")]


class SecondFactor(models.Model):
    """The secret of an account's authenticator app; a set-up until the account has a second factor (ADR 0112)."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sealed_secret = models.BinaryField()  # encrypted with a key made from SIGNING_KEYS_SECRET
    last_step = models.BigIntegerField(default=0)  # that a code was used of: earlier codes and this one are refused
    wrong_count = models.PositiveSmallIntegerField(default=0)  # of wrong codes since wrong_since
    wrong_since = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)  # of a set-up; null once it is confirmed
    enabled_at = models.DateTimeField(null=True)  # when it was confirmed
    on_trial_until = models.DateTimeField(null=True)  # before this time a new password by mail disables it

    objects: Any = models.Manager()

    class Meta:
        db_table = "second_factor"
        indexes = [models.Index(fields=["expires_at"], name="second_factor_by_end")]


class RecoveryCode(models.Model):
    """A recovery code that has not been used, as a keyed hash."""

    digest = models.BinaryField(primary_key=True, max_length=32)
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")

    objects: Any = models.Manager()

    class Meta:
        db_table = "recovery_code"


class RegistrationPicture(models.Model):
    """The picture of a registration, checked and encoded, until the profiles service has it (ADR 0105)."""

    account = models.OneToOneField(Account, primary_key=True, on_delete=models.CASCADE, related_name="+")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    blurhash = models.TextField()
    small = models.BinaryField()
    medium = models.BinaryField()
    large = models.BinaryField()  # the sizes as WebP, some hundred kB together
    created_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "registration_picture"


class SigningKey(models.Model):
    """An RSA key: published until ``retires_at``, signing from ``activates_at`` until a newer one does."""

    kid = models.CharField(max_length=64, primary_key=True)
    public_jwk = models.JSONField()
    private_pem = models.BinaryField()  # encrypted with a key made from SIGNING_KEYS_SECRET
    created_at = models.DateTimeField()
    activates_at = models.DateTimeField()
    retires_at = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        db_table = "signing_key"


class ArchiveState(models.TextChoices):
    """How far an archive is; the last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    EXPIRED = "expired"


UNFINISHED = (ArchiveState.QUEUED, ArchiveState.RUNNING)
LIVE = (*UNFINISHED, ArchiveState.READY)


class Archive(models.Model):
    """Everything that an account has in all services, as a zip. The row is older than its file, and goes after it.

    It refers to the account by its id alone: the file is deleted after the account is.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    account_id = models.UUIDField()
    state = models.CharField(max_length=10, choices=ArchiveState.choices, default=ArchiveState.QUEUED)
    services = ArrayField(models.CharField(max_length=40))  # those that are asked, in this order
    services_done = models.PositiveIntegerField(default=0)
    file_id = models.UUIDField(default=uuid4)  # random: who knows it is nearer to the file
    size = models.PositiveBigIntegerField(default=0)  # bytes of the file; what is behind them is not valid
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)  # set when it is ready
    closed_at = models.DateTimeField(null=True)  # when its file was deleted

    objects: Any = models.Manager()

    class Meta:
        db_table = "archive"
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ArchiveState.values), name="an_archive_has_a_known_state"),
            models.UniqueConstraint(fields=["account_id"], condition=Q(state__in=LIVE), name="one_archive_at_a_time"),
        ]
        indexes = [
            models.Index(fields=["account_id", "id"], name="archives_of_account"),
            models.Index(fields=["expires_at"], condition=Q(state="ready"), name="archives_to_expire"),
            models.Index(fields=["closed_at"], condition=Q(closed_at__isnull=False), name="archives_by_end"),
        ]

    def state_at(self, now: datetime) -> str:
        """Return its state; one that is ready expires by the clock, whenever the worker deletes the file."""
        is_over = self.state == ArchiveState.READY and self.expires_at is not None and self.expires_at <= now
        return ArchiveState.EXPIRED.value if is_over else self.state

    @property
    def progress(self) -> dict[str, int]:
        """Return how many services have given their share."""
        return {"done": self.services_done, "total": len(self.services)}


class ArchiveMember(models.Model):
    """One file in an archive: the entry of the zip's directory, and what the list of contents says of it."""

    archive = models.ForeignKey(Archive, on_delete=models.CASCADE, related_name="members")
    name = models.CharField(max_length=200)
    about = models.CharField(max_length=300)
    is_packed = models.BooleanField()
    header_offset = models.PositiveBigIntegerField()
    crc = models.PositiveBigIntegerField()
    packed_size = models.PositiveBigIntegerField()
    raw_size = models.PositiveBigIntegerField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "archive_member"
        constraints = [
            models.UniqueConstraint(fields=["archive", "name"], name="one_archive_member_per_name"),
        ]


class RetiredUsername(models.Model):
    """A username that a deleted account had, as a keyed hash: nobody gets it again, and the name itself is gone."""

    digest = models.BinaryField(primary_key=True, max_length=32)

    objects: Any = models.Manager()

    class Meta:
        db_table = "retired_username"


class Deletion(models.Model):
    """The deletion of an account. Whoever has the id, which nobody can guess, may read how far it is."""

    id = models.UUIDField(primary_key=True, editable=False)
    account_id = models.UUIDField(unique=True)
    requested_at = models.DateTimeField()

    objects: Any = models.Manager()

    class Meta:
        db_table = "deletion"

    @property
    def services(self) -> list["DeletionPart"]:
        """Return its parts; selectors read them in order."""
        return list(self.parts.all())

    @property
    def state(self) -> str:
        """Return whether every service has erased the account."""
        return "erased" if all(part.erased_at for part in self.services) else "erasing"


class DeletionPart(models.Model):
    """Whether one service has erased the account."""

    deletion = models.ForeignKey(Deletion, on_delete=models.PROTECT, related_name="parts", db_index=False)
    service = models.CharField(max_length=50)
    erased_at = models.DateTimeField(null=True)

    objects: Any = models.Manager()

    class Meta:
        db_table = "deletion_part"
        constraints = [models.UniqueConstraint(fields=["deletion", "service"], name="one_part_per_service")]
        indexes = [models.Index(fields=["deletion"], name="deletion_part_left", condition=Q(erased_at=None))]

    @property
    def state(self) -> str:
        """Return whether the service has erased the account."""
        return "erased" if self.erased_at else "erasing"
