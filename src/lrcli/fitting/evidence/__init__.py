"""What speaks for and against a model: facts with numbers and lines, of which a job makes a verdict."""
