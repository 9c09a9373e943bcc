"""The posts service over HTTP."""
