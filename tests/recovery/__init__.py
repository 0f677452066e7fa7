"""A known truth, simulated and calibrated, is found again."""
