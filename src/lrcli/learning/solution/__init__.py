"""The lowest loss, found without the steps of an optimizer, and the algebra of columns that this needs."""
