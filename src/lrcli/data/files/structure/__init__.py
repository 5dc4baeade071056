"""Which lines of a file are the rows of its table: where it begins, how it is written, and what else stands in it."""
