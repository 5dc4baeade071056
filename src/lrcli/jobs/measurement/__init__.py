"""What is measured on rows whose truth is known: scores of candidates and folds, coverage of ranges, large errors."""
