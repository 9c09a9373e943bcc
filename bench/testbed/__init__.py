"""The testbed: a stack of its own that is measured, with both baselines behind the same gateway."""
