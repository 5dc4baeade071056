"""From bytes to blocks. Knows files and tables; never sees a weight."""
