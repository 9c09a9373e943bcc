"""Editing a profile, by its owner or by the picture that came with the registration."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from chassis.errors import SessionEnded
from chassis.events.outbox import emit
from media.sandbox import Encoded
from media.services import picture_discard, picture_store, picture_use
from personal_data.selectors import erased_among
from profiles.errors import NotYourProfile
from profiles.events import privacy_changed, profile_updated
from profiles.models import Profile
from profiles.selectors.profiles import profile_get
from profiles.services.pictures import pictures_recheck
from profiles.services.profiles import own_profile_locked, profile_ensure
from relations.offering import PEOPLE, confirm
from relations.selectors import account_is_closed

PRIVATE_FIELDS = {"birth_date", "has_chosen_avatar", "is_private", "shows_online_status"}
"""Fields whose change emits no ProfileUpdated."""
PICTURES = {"avatar", "banner"}


def profile_editor_check(*, account_id: UUID, editor_id: UUID) -> None:
    """Check that the editor may change the profile, before anything is done with the pictures that were sent.

    Raises ProfileNotFound for an unknown account, NotYourProfile for another's, SessionEnded for one that is suspended
    or deleted.
    """
    if account_id != editor_id:
        profile_get(account=account_id, viewer_id=editor_id)
        raise NotYourProfile("You can change only your own profile.")
    _check_open(editor_id)


def profile_update(*, editor_id: UUID, editor_name: str, changes: dict[str, Any]) -> bool:
    """Write ``changes``, valid values by field name, into the editor's own profile; equal values change nothing.

    Pictures are encoded, or None. Returns whether what the changes hide is hidden in every service; otherwise the event
    hides it. Raises SessionEnded for an account that is suspended or deleted, and Unavailable. Emits ProfileUpdated
    when something public changed, and PrivacyChanged when the account becomes private or open.
    """
    texts = {name: value for name, value in changes.items() if name not in PICTURES}
    chosen = {"has_chosen_avatar": True} if "avatar" in changes else {}
    profile = _write(editor_id, editor_name, texts | chosen | _kept_pictures(editor_id, changes))
    return _is_hidden(profile, changes)


def _is_hidden(profile: Profile, changes: dict[str, Any]) -> bool:
    """Return whether the services hide what the changes hide; also asked again for what was hidden already."""
    is_confirmed = True
    if changes.get("hides_connections"):
        is_confirmed &= confirm([profile_updated(profile)], services=[settings.SOCIAL_GRAPH_URL], path=PEOPLE)
    if changes.get("is_private"):
        is_confirmed &= confirm([privacy_changed(profile)])
    return is_confirmed


def _kept_pictures(owner_id: UUID, changes: dict[str, Any]) -> dict[str, UUID | None]:
    """Store the pictures among the changes; return the ids of them by column, and None for each that is to go."""
    kept: dict[str, UUID | None] = {}
    for name in PICTURES & changes.keys():
        encoded = changes[name]
        picture = picture_store(owner_id=owner_id, encoded=encoded) if encoded else None
        kept[f"{name}_picture_id"] = picture.id if picture else None
    return kept


def avatar_take_over(*, account_id: UUID, username: str, encoded: Encoded) -> bool:
    """Make the picture that somebody registered with the avatar, however often it comes; return whether it is now.

    Not after its owner has chosen another one, or none, and not of an account that is erased. That of a suspended
    account is hidden. Creates the profile if the event of the registration has not arrived. Raises Unavailable and
    UsernameInUse. Emits ProfileUpdated.
    """
    if erased_among([account_id]):
        return False
    profile_ensure(account_id=account_id, username=username)
    if _has_chosen(Profile.objects.get(id=account_id)):
        return False
    picture = picture_store(owner_id=account_id, encoded=encoded)
    with transaction.atomic():
        profile = own_profile_locked(account_id, username)
        if _has_chosen(profile):  # meanwhile; the picture is swept away
            return False
        _apply(profile, {"avatar_picture_id": picture.id, "has_chosen_avatar": True})
        if account_is_closed(account_id=account_id):
            pictures_recheck(account_ids=[account_id])
    return True


def _has_chosen(profile: Profile) -> bool:
    return profile.has_chosen_avatar or profile.avatar_picture_id is not None


@transaction.atomic
def _write(account_id: UUID, username: str, values: dict[str, Any]) -> Profile:
    profile = own_profile_locked(account_id, username)
    _check_open(account_id)  # again: a suspension that was committed meanwhile may have hidden the pictures already
    _apply(profile, values)
    return profile


def _check_open(account_id: UUID) -> None:
    """Raise SessionEnded when an account is suspended or deleted: its token may be checked a moment earlier."""
    if account_is_closed(account_id=account_id):
        raise SessionEnded


def _apply(profile: Profile, values: dict[str, Any]) -> None:
    """Write values by column of a locked profile, and emit what changed of what other services know."""
    changed = {name: value for name, value in values.items() if getattr(profile, name) != value}
    replaced = [(getattr(profile, name), value) for name, value in changed.items() if name.endswith("_picture_id")]
    for name, value in changed.items():
        setattr(profile, name, value)
    is_public = bool(changed.keys() - PRIVATE_FIELDS)
    profile.version += is_public
    privacy = _privacy_moved(profile) if "is_private" in changed else []
    profile.save(update_fields=[*changed, "version", *privacy])
    for old, new in replaced:
        _replace_picture(old, new)
    if is_public:
        emit(profile_updated(profile))
    if privacy:
        emit(privacy_changed(profile))


def _privacy_moved(profile: Profile) -> list[str]:
    """Set the version and the time of a change of ``is_private``; return their columns."""
    profile.privacy_version += 1
    profile.privacy_changed_at = timezone.now()
    return ["privacy_version", "privacy_changed_at"]


def _replace_picture(old: UUID | None, new: UUID | None) -> None:
    if new:
        picture_use(new)
    if old:
        picture_discard(old)
