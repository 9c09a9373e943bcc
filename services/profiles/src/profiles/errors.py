"""What the profiles service refuses."""

from chassis.errors import NotFound, Refused


class ProfileNotFound(NotFound):
    """There is no such profile."""


class NotYourProfile(Refused):
    """Somebody tried to change another's profile; that it exists is public, so it is said."""

    code = "not_your_profile"
