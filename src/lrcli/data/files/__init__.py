"""From a path to blocks of whole records."""
