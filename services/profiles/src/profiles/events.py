"""The events of this service, built from its rows; services emit them and exports repeat them."""

from contracts.profiles import ProfileUpdated
from profiles.models import Profile


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
        version=profile.version,
    )
