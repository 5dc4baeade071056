"""The lecture: a linear model, its loss, and the ways to its minimum. NumPy only."""
