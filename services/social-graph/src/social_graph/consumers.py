"""What the social graph does with events of other services."""

from chassis.events.inbox import handles
from contracts.profiles import PrivacyChanged
from social_graph.services.privacy import privacy_apply


@handles(PrivacyChanged)
def accept_waiting_requests(event: PrivacyChanged) -> None:
    """Accept the requests that wait for an account that is public now."""
    privacy_apply(account_id=event.account_id, state=event.state)
