"""The servers that Kith uses, each a private instance."""
