"""Copies of relations between accounts, for services that do not own them, and the one definition of the audience."""
