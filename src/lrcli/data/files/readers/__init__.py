"""One file for each format that is not delimited text: how its table is written as CSV, or what is packed in it."""
