"""Every read of the posts service."""
