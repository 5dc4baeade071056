"""One file a command: options, values, one call of a job, show."""
