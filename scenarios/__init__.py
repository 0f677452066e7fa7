"""Scenarios: strict YAML in, checked and frozen sections out, every value with its place of origin."""
