"""What model.json holds of a training. Importable without NumPy."""
