"""The shapes that the graph takes and answers in."""
