"""Rows with their predictions: what a model says of some of them, and whole tables, read here or by tasks elsewhere."""
