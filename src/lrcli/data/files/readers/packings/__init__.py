"""Files in which other files are packed: each reader gives the bytes that are packed in one."""
