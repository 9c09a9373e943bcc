"""Accepts new states of relations that their owner offers."""

from contracts.accounts import AccountStateChanged
from contracts.profiles import PrivacyChanged
from contracts.social_graph import MembershipChanged
from relations.accepting import Accepted, accepting
from relations.consumers import keep_account_states, keep_memberships, keep_privacy, keep_ties
from relations.states import TIES

ACCEPTED: Accepted = {
    **{event_class.type: (event_class, keep_ties) for event_class in TIES},
    MembershipChanged.type: (MembershipChanged, keep_memberships),
    AccountStateChanged.type: (AccountStateChanged, keep_account_states),
    PrivacyChanged.type: (PrivacyChanged, keep_privacy),
}
states = accepting(ACCEPTED)
