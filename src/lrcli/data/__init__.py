"""From a path to numbers and codes, and what is kept of them. Imports nothing that trains or predicts."""
