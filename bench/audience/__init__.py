"""What the one definition of the audience costs a page of the feed, with no blocks and with very many."""
