"""The parts of `make check` and `make test`, their order, and what is printed about them."""
