"""Closed forms, computed by our own functions: other parameters of the same kinds are a call away."""
