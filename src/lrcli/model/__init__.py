"""What is kept of a training. Importable without NumPy."""
