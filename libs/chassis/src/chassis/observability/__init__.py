"""What a process says about its work: log lines, metrics, and the request or event they belong to."""
