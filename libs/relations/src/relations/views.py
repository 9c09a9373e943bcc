"""Accepts new states of relations that their owner offers."""

from contracts.accounts import AccountStateChanged
from contracts.social_graph import FollowChanged
from relations.accepting import Accepted, accepting
from relations.consumers import keep_account_states, keep_follows

ACCEPTED: Accepted = {
    FollowChanged.type: (FollowChanged, keep_follows),
    AccountStateChanged.type: (AccountStateChanged, keep_account_states),
}
states = accepting(ACCEPTED)
