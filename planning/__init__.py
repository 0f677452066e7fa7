"""Comparing plans: intervals, paired comparisons, selection, quotas, returns, and running many runs.

Nothing here simulates. Every function takes plain arrays of results, one row per replication, so that the
numbers can be checked against theory without an engine.
"""
