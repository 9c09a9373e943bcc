"""Who tests the checker: known defects, planted one by one, each of which it must find."""
