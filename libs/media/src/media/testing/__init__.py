"""Pictures for the tests of services that keep them."""
