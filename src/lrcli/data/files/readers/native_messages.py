"""What a library in C++ writes to standard error by itself, past Python."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

STDERR = 2  # the descriptor


@contextmanager
def native_messages() -> Iterator[list[str]]:
    """The lines that come to standard error in a `with` statement: in the list, once that is left, and nowhere else.

    For a call of some milliseconds, since what another thread writes meanwhile is among them.
    """
    lines: list[str] = []
    with ExitStack() as resources:
        try:
            file = resources.enter_context(tempfile.TemporaryFile())
            usual = os.dup(STDERR)
        except OSError:  # there is no standard error, or no room: then the lines go where they would
            yield lines
            return
        os.dup2(file.fileno(), STDERR)
        try:
            yield lines
        finally:
            os.dup2(usual, STDERR)
            os.close(usual)
            file.seek(0)
            lines += file.read().decode(errors="replace").splitlines()
