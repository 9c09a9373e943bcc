"""Rate limits: counted per account or address, in Redis, in one atomic step."""

from chassis.http.limits.counting import consume
from chassis.http.limits.policy import Limit, address_of, enforce, limit

__all__ = ["Limit", "address_of", "consume", "enforce", "limit"]
