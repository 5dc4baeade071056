"""Statistics of a table."""
