"""How a cell is written: missing words, numbers, units, dates, booleans, marks, terms. In plain Python."""
