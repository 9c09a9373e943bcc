"""The tables of the auth service."""

from accounts.models.accounts import HAS_OWNER, OF_STAFF, Account, RetiredUsername, State, Suspension, default_roles
from accounts.models.archives import LIVE, UNFINISHED, Archive, ArchiveMember, ArchiveState
from accounts.models.audit import Act, AuditEntry
from accounts.models.credentials import EmailLink, RecoveryCode, SecondFactor
from accounts.models.deletions import Deletion, DeletionPart
from accounts.models.pictures import RegistrationPicture
from accounts.models.sessions import KnownDevice, Rotation, Session, SessionQuerySet
from accounts.models.signing_keys import SigningKey

__all__ = [
    "HAS_OWNER",
    "LIVE",
    "OF_STAFF",
    "UNFINISHED",
    "Account",
    "Act",
    "Archive",
    "ArchiveMember",
    "ArchiveState",
    "AuditEntry",
    "Deletion",
    "DeletionPart",
    "EmailLink",
    "KnownDevice",
    "RecoveryCode",
    "RegistrationPicture",
    "RetiredUsername",
    "Rotation",
    "SecondFactor",
    "Session",
    "SessionQuerySet",
    "SigningKey",
    "State",
    "Suspension",
    "default_roles",
]
