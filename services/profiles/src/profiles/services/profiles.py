"""Profiles begin with the registration or the first request of their owner, and end with the account."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Value
from django.db.models.functions import Coalesce

from chassis.ids import time_of
from media.services import picture_discard
from profiles.errors import ProfileNotFound, UsernameInUse
from profiles.models import BIO_MAX, Profile
from profiles.selectors.profiles import profile_get


@transaction.atomic
def profile_register(*, account_id: UUID, username: str, bio: str, registered_at: datetime) -> None:
    """Create the profile of a new account, or complete the one that its owner's first request has created.

    What the owner has written since is kept.
    """
    profile_ensure(account_id=account_id, username=username)
    # A bio that is too long must not prevent the profile from being created.
    said = Coalesce("bio", Value(bio[:BIO_MAX]))
    Profile.objects.filter(id=account_id).update(joined_at=registered_at, bio=said)


def profile_ensure(*, account_id: UUID, username: str) -> None:
    """Create an account's profile, from its token or its registration, unless it exists, which costs one read.

    Raises UsernameInUse.
    """
    if Profile.objects.filter(id=account_id, username=username).exists():
        return
    # No unique field is named: of two requests that create the row at once, one conflicts in the id or in the username.
    new = Profile(id=account_id, username=username, joined_at=time_of(account_id))
    Profile.objects.bulk_create([new], ignore_conflicts=True)
    Profile.objects.filter(id=account_id).exclude(username=username).update(username=username)
    if not Profile.objects.filter(id=account_id).exists():
        raise UsernameInUse(username)


def own_profile_ensure(*, account_id: UUID, username: str) -> Profile:
    """Return the caller's own profile. It is created if the event of the registration has not arrived yet."""
    try:
        return profile_get(account=account_id, viewer_id=account_id)
    except ProfileNotFound:
        profile_ensure(account_id=account_id, username=username)
        return profile_get(account=account_id, viewer_id=account_id)


def own_profile_locked(account_id: UUID, username: str) -> Profile:
    """Return the profile, locked for a change; it is created if this is the account's first request."""
    profiles = Profile.objects.select_for_update().filter(id=account_id)
    profile = profiles.first()
    if profile is None:
        profile_ensure(account_id=account_id, username=username)
        profile = profiles.get()
    return profile


@transaction.atomic(savepoint=False)
def profile_erase(*, account_id: UUID) -> None:
    """Delete the profile of an erased account; the worker deletes its pictures afterwards."""
    profile = Profile.objects.select_for_update().filter(id=account_id).first()
    if profile is None:
        return
    profile.delete()
    for picture_id in (profile.avatar_picture_id, profile.banner_picture_id):
        if picture_id:
            picture_discard(picture_id)
