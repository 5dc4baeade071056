"""Records as tables and curves. Nothing here prints."""
