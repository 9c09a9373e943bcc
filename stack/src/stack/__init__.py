"""The native runner: the whole of Kith on one machine, without containers."""
