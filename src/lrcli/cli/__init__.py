"""What a person types. A command: options, values, one call of a job, show."""
