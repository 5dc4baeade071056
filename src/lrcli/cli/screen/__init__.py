"""What a terminal shows while a command runs and when it ends."""
