"""Log lines, metrics, and the request or event that they belong to."""
