"""A service with nothing but pictures, for the tests of the library."""
