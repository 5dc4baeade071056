"""Terminals for tests of what is only drawn on one."""

import io


class Tty(io.StringIO):
    """A terminal that keeps what is written to it."""

    def isatty(self):
        return True
