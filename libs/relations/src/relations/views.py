"""Accepts new states of relations that their owner offers."""

from contracts.social_graph import FollowChanged
from relations.consumers import keep_follows
from relations.taking import Taken, taking

TAKEN: Taken = {FollowChanged.type: (FollowChanged, keep_follows)}
states = taking(TAKEN)
