"""How the people projection is rebuilt: accounts from auth, names from profiles, which have priority."""

from chassis.events.projections import Projection
from contracts.accounts import AccountRegistered
from contracts.profiles import ProfileUpdated
from relations.people.models import Person

PROJECTIONS = [
    Projection(name="people", event=ProfileUpdated, source="PROFILES_URL", models=[Person]),
    Projection(name="people", event=AccountRegistered, source="AUTH_URL", models=[Person]),
]
