"""Making links that are mailed, and using them once."""

from datetime import datetime

from accounts.errors import LinkInvalid
from accounts.links import LIFETIMES, Purpose
from accounts.models import Account, EmailLink


def link_make(*, account: Account, purpose: Purpose, email: str, now: datetime) -> EmailLink:
    """Insert a link that will be mailed to ``email``, in the caller's transaction."""
    return EmailLink.objects.create(account=account, purpose=purpose, email=email, expires_at=now + LIFETIMES[purpose])


def link_use(link: EmailLink, *, now: datetime) -> None:
    """Use up a link; of several at once one succeeds. Raises LinkInvalid. The caller has locked the account."""
    used, _ = EmailLink.objects.filter(id=link.id, expires_at__gt=now).delete()
    if not used:
        raise LinkInvalid()
