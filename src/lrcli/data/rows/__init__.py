"""From blocks of records to numbers and codes."""
