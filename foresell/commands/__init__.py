"""One module per sub-command: parse, call one function per layer, print the answer."""
