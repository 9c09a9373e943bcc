"""Keeps beside nginx, on tmpfs, what nginx must know of tokens: which sessions ended, and which keys sign."""
