"""Messages that a C++ library writes to standard error directly, without Python: caught, to be shown as remarks."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

STDERR = 2  # the file descriptor


@contextmanager
def native_messages() -> Iterator[list[str]]:
    """Catch the lines that are written to standard error in a `with` block; the list has them when the block has ended.

    Only for calls of some milliseconds, since what other threads write meanwhile is caught too.
    """
    lines: list[str] = []
    with ExitStack() as resources:
        try:
            file = resources.enter_context(tempfile.TemporaryFile())
            usual = os.dup(STDERR)
        except OSError:  # no standard error, or no room for a temporary file: nothing is caught
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
