"""Foresell: simulate how a company wins and serves customers, and compare plans before committing."""

__all__ = ["__version__"]

__version__ = "0.1.0"
