"""How a Kith service runs: everything that is the same in each of them."""
