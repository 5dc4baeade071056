"""The same rows with more columns."""
