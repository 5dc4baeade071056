"""Curves, points and bars in characters."""
