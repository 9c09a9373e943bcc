"""Every change of the notifications service: what happened elsewhere, and what recipients do with it."""
