"""Every change that the posts service makes: one function, one transaction."""
