"""What is kept of the rows: all of them, or the moments of minibatches."""
