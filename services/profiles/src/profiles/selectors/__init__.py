"""Every read of the profiles service."""
