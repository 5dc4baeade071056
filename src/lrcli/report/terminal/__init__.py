"""Tables and pictures in characters."""
