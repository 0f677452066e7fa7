"""From a page in memory to a file."""
