"""Rate limits: counted per account or address, in Redis, in one atomic step."""

from chassis.http.limits.counting import consume
from chassis.http.limits.policy import Limit, Policy, address_of, counts, enforce, limit

__all__ = ["Limit", "Policy", "address_of", "consume", "counts", "enforce", "limit"]
