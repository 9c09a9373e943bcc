"""The data of a run: the Reed98 graph with posts, likes and comments, the same in Kith and in the textbook design."""
