"""Every change that the auth service makes; one function is one transaction."""
