"""House rules, checked on the source text itself."""
