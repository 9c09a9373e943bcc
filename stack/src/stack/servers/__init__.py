"""The servers that Kith stands on, each a private instance."""
