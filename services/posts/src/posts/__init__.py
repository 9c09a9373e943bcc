"""Posts, comments, likes and the home feed."""
