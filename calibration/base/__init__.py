"""Numbers of a given scenario from a history: what the scenario already states decides how the records are read."""
