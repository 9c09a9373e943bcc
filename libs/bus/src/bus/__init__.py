"""The broker as Kith uses it, without Django: messages, exchanges and queues, publishing, the log."""
