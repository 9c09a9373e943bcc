"""How accounts stand to each other: follows, friends, blocks, mutes and groups."""
