"""Tests of the checker: known defects, each of which it must find."""
