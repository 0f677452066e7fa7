"""Wording, by language."""
