"""What every process of Kith needs, without Django: log lines, ending with the parent process, free ports, waiting."""
