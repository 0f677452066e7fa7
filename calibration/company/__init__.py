"""A complete scenario from the structure of a history: what the records can tell, and marked assumptions."""
