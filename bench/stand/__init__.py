"""What is measured on: a stack of its own, with both baselines behind the same gateway."""
