"""Uploads: checked, re-encoded in a process with limits, stored, and deleted when nothing refers to them."""
