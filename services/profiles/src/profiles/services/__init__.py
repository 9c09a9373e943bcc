"""Every change of a profile."""
