"""Timings beside baselines that are measured in the same run: `python -m benchmarks`."""
