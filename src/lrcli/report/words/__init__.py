"""Sentences: what there is to say of a result."""
