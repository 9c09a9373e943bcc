"""Every read of the auth service."""
