"""The simulation model: rules, two engines, results."""
