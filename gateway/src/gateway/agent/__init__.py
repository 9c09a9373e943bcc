"""Writes to tmpfs what nginx must know about tokens: which sessions ended, and which keys sign."""
