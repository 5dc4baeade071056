"""Other processes and machines that read tables: each way to reach them is one file."""
