"""The ways to keep the rows of a table, one file each, behind one interface; and the rule that chooses."""
