"""A model as a program, a query or a workbook that predicts without lrcli."""
