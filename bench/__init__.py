"""Benchmarks: ``python -m bench`` compares Kith's hot paths with baselines; demo, gateway and bus have their own."""
