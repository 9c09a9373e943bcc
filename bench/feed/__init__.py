"""What a page of the feed costs with few and many followees, posts and blocks, and how fast posts are fanned out."""
