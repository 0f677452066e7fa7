"""Numbers of a given scenario from a history: its structure decides how the records are read."""
