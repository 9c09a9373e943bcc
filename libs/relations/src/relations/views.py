"""Accepts new states of relations that their owner offers."""

from contracts.accounts import AccountStateChanged
from contracts.social_graph import FollowChanged
from relations.consumers import keep_account_states, keep_follows
from relations.taking import Taken, taking

TAKEN: Taken = {
    FollowChanged.type: (FollowChanged, keep_follows),
    AccountStateChanged.type: (AccountStateChanged, keep_account_states),
}
states = taking(TAKEN)
