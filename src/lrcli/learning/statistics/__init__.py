"""Statistics of a fit and of its data: standard errors, influence of rows, distributions, a smooth line."""
