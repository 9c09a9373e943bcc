"""What a search for people costs among 100,000 generated profiles."""
