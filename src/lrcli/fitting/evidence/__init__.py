"""What speaks for and against a model: facts with numbers and lines, of which `jobs/verdict.py` makes a verdict."""
