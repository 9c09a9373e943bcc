"""Posts with media, shares, comments and likes, drafts and scheduled posts, the home feed and discovery."""
