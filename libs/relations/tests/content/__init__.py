"""A service that shows what people made, for the tests of the library."""
