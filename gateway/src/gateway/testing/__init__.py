"""A real gateway for tests and benchmarks: nginx in a folder of its own, services that record, keys that sign."""

from gateway.testing.agent import Agent, AuthDouble
from gateway.testing.nginx import Nginx
from gateway.testing.services import Answer, Recorded, Service
from gateway.testing.tokens import SigningKey

__all__ = ["Agent", "Answer", "AuthDouble", "Nginx", "Recorded", "Service", "SigningKey"]
