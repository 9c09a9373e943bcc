"""The shapes that clients send and get."""
