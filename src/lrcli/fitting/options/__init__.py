"""Options of a fit whose checks need no NumPy, so that the command line can ask them before anything is read."""
