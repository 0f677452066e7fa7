"""The compiled engine against the SimPy engine: identical traces, books and census, bit for bit."""
