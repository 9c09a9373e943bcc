"""What every process of Kith needs, without Django: log lines, an end with its parent, free ports, waiting."""
