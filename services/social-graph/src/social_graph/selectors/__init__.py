"""Every read of the graph."""
