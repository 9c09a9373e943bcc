"""The events of this service, built from its rows; services emit them and exports repeat them."""

from contracts.profiles import PrivacyChanged, ProfileUpdated
from profiles.models import Profile
from relations.kinds import OPEN, PRIVATE


def profile_updated(profile: Profile) -> ProfileUpdated:
    """Return the event with the public card of a profile."""
    avatar = profile.avatar_picture
    return ProfileUpdated(
        account_id=profile.id,
        username=profile.username,
        display_name=profile.shown_name,
        avatar=avatar.path if avatar else None,
        avatar_blurhash=avatar.blurhash if avatar else None,
        hides_connections=profile.hides_connections,
        is_discoverable=profile.is_discoverable,
        version=profile.version,
    )


def privacy_changed(profile: Profile) -> PrivacyChanged:
    """Return the event that says whether an account is private; of one that has been private before."""
    return PrivacyChanged(
        account_id=profile.id,
        state=PRIVATE if profile.is_private else OPEN,
        changed_at=profile.privacy_changed_at or profile.joined_at,
        version=profile.privacy_version,
    )
