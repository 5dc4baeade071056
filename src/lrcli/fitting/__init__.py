"""A recipe and a table become weights."""
