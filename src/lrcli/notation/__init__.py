"""How a cell is written: missing words, numbers, units, dates, booleans, terms. In plain Python."""
