"""What a job says of the data and the model without being asked: remarks, notes on rows, and the verdict."""
