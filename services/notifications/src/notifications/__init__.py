"""What happened to me: notifications."""
