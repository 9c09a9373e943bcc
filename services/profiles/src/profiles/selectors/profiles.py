"""Reads of one profile, of some by their ids, and of all."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from chassis.database.prepared import Prepared, listed
from chassis.events.exports import exports
from chassis.http.account_paths import Account
from chassis.http.paging import Key, Page, PageQuery, Place, PreparedList, paginate
from contracts import Event
from contracts.profiles import PrivacyChanged, ProfileUpdated
from media.models import path_of
from profiles.errors import ProfileNotFound
from profiles.events import privacy_changed, profile_updated
from profiles.models import Profile, ProfileQuerySet
from profiles.projections.connections import FollowCount
from profiles.projections.posts import PostCount
from profiles.selectors.relationships import relationship_of, with_relationship

NOT_EXPORTED = {
    "version",
    "privacy_version",
    "avatar_picture_id",
    "banner_picture_id",
    "avatar_blurhash",
    "banner_blurhash",
}
"""Columns that say nothing about a person; pictures are files of an export."""


def profile_get(*, account: Account, viewer_id: UUID | None) -> Profile:
    """Return a profile with its counts and the viewer's relationship. Raises ProfileNotFound."""
    found = _found(account, viewer_id)
    if not found:
        raise ProfileNotFound()
    _relate(found, viewer_id)
    return found[0]


def _found(account: Account, viewer_id: UUID | None) -> list[Profile]:
    if isinstance(account, UUID) and viewer_id is not None:
        return _profile(account, viewer_id)
    profiles = _profiles(None) if viewer_id is None else with_relationship(_profiles(viewer_id), viewer_id)
    return list(_named(profiles, account))


@Prepared
def _profile(account_id: UUID, viewer_id: UUID) -> QuerySet[Profile]:
    return with_relationship(_profiles(viewer_id), viewer_id).filter(id=account_id)


def account_id_of(account: Account) -> UUID:
    """Return the id of the account in an address. Raises ProfileNotFound when no profile has the name."""
    if isinstance(account, UUID):
        return account
    found = _named(Profile.objects.all(), account).values_list("id", flat=True).first()
    if found is None:
        raise ProfileNotFound()
    return found


def profile_list(*, viewer_id: UUID | None, query: PageQuery) -> Page[Profile]:
    """Return a page of the discoverable profiles, the newest account first."""
    page = (
        paginate(_profiles(None).discoverable(), query) if viewer_id is None else _profiles_for(viewer_id, query=query)
    )
    _relate(page.results, viewer_id)
    return page


@PreparedList
def _profiles_for(viewer_id: UUID) -> QuerySet[Profile]:
    return with_relationship(_profiles(viewer_id), viewer_id).discoverable()


def profile_batch(*, ids: list[UUID], viewer_id: UUID | None, query: PageQuery) -> tuple[Page[Profile], list[UUID]]:
    """Return a page of the profiles of ``ids``, in that order, and those of all ``ids`` that have none."""
    found = profiles_by_id(ids, viewer_id)

    def fetch(place: Place, count: int) -> list[tuple[Key, Profile | None]]:
        beyond = ids[::-1] if place.is_backwards else ids
        start = next((index for index, id_ in enumerate(beyond, 1) if id_ == place.key), 0)
        return [(account_id, found.get(account_id)) for account_id in beyond[start : start + count]]

    return query.page_of(fetch), [account_id for account_id in ids if account_id not in found]


def profiles_by_id(ids: list[UUID], viewer_id: UUID | None) -> dict[UUID, Profile]:
    """Return those of ``ids`` that the viewer may see, with counts and relationships; one query."""
    rows = _profiles(None).filter(id__in=ids) if viewer_id is None else _some_for(viewer_id, ids)
    found = {profile.id: profile for profile in rows}
    _relate(found.values(), viewer_id)
    return found


@Prepared
def _some_for(viewer_id: UUID, ids: list[UUID]) -> QuerySet[Profile]:
    return with_relationship(_profiles(viewer_id), viewer_id).filter(id__in=listed(ids))


def _named(profiles: ProfileQuerySet, account: Account) -> ProfileQuerySet:
    return profiles.filter(id=account) if isinstance(account, UUID) else profiles.filter(username=account)


def _profiles(viewer_id: UUID | None) -> ProfileQuerySet:
    """Return what the viewer may see, with pictures, and with counts, which are zero while nothing was counted."""
    followed = FollowCount.objects.filter(account_id=OuterRef("id"))
    posted = PostCount.objects.filter(account_id=OuterRef("id"))
    return Profile.objects.visible_to(viewer_id).annotate(
        followers_count=Coalesce(Subquery(followed.values("followers_count")), Value(0)),
        following_count=Coalesce(Subquery(followed.values("following_count")), Value(0)),
        friends_count=Coalesce(Subquery(followed.values("friends_count")), Value(0)),
        posts_count=Coalesce(Subquery(posted.values("posts_count")), Value(0)),
        avatar_blurhash=F("avatar_picture__blurhash"),
        banner_blurhash=F("banner_picture__blurhash"),
    )


def _relate(profiles: Iterable[Profile], viewer_id: UUID | None) -> None:
    """Set each profile's ``relationship`` to the viewer. Anonymous viewers, and one's own profile, have none."""
    for profile in profiles:
        if viewer_id not in (None, profile.id):
            profile.relationship = relationship_of(profile)


def profile_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, dict[str, Any]]]:
    """Return everything that a profile holds, for the export of its account: one item, or none.

    The columns are not listed here, so that none is forgotten.
    """
    if after:
        return []
    rows = _profiles(account_id).filter(id=account_id).values()
    return [(row["id"], {name: value for name, value in row.items() if name not in NOT_EXPORTED}) for row in rows]


def pictures_of(*, account_id: UUID, after: UUID | None, limit: int) -> list[tuple[UUID, str, str]]:
    """Return the pictures of a profile: key, name in an export, and name of the file; in the order of the keys."""
    profile = Profile.objects.filter(id=account_id).first()
    kept = [("avatar", profile.avatar_picture_id), ("banner", profile.banner_picture_id)] if profile else []
    found = sorted((picture_id, name) for name, picture_id in kept if picture_id and (not after or picture_id > after))
    return [(picture_id, f"{name}.webp", f"{path_of(picture_id)}/large.webp") for picture_id, name in found[:limit]]


@exports(ProfileUpdated)
def export_profiles(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return the profiles that were ever edited, by account id; for the others AccountRegistered has everything."""
    edited = Profile.objects.filter(version__gt=0).select_related("avatar_picture").order_by("id")
    if after is not None:
        edited = edited.filter(id__gt=after)
    return [(profile.id, profile_updated(profile)) for profile in edited[:limit]]


@exports(PrivacyChanged)
def export_privacy(*, after: UUID | None, limit: int) -> list[tuple[UUID, Event]]:
    """Return whether accounts are private, by account id; those that never were are open."""
    changed = Profile.objects.filter(privacy_version__gt=0).order_by("id")
    if after is not None:
        changed = changed.filter(id__gt=after)
    return [(profile.id, privacy_changed(profile)) for profile in changed[:limit]]
