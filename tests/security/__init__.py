"""Attacks on the whole stack through the gateway, and what must come back; ids are those of the catalogue."""
