"""What the profiles service refuses."""

from chassis.errors import NotFound, Refused


class UsernameInUse(Exception):
    """Another profile has the username. Accounts never share one, so that profile is wrong: nothing is written."""


class ProfileNotFound(NotFound):
    """There is no such profile."""


class NotYourProfile(Refused):
    """The caller tried to change somebody else's profile. Its existence is public, so it is not hidden."""

    code = "not_your_profile"
