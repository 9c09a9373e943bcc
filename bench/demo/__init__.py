"""A real social graph, loaded through the gateway of a running stack, and every feed compared with what it must be."""
