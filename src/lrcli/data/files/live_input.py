"""Standard input that is answered while it is written, as behind `tail -f log |`."""

import os
import select
from typing import BinaryIO

PAUSE = 0.25  # seconds without a byte, after which lines are answered; a program that just writes takes less


class LiveInput:
    """A pipe whose `read` returns early, with whole lines among its bytes, when the writer pauses.

    Otherwise, and where the system cannot tell, it waits for as many bytes as are asked for. So what comes out of a
    command does not depend on how quickly its input is written, as long as the writer does not pause.
    """

    def __init__(self, file: BinaryIO) -> None:
        self.file = file
        self.paused = False  # whether the last read ended with a pause

    def seekable(self) -> bool:
        return False

    def read(self, size: int = -1, /) -> bytes:
        self.paused = False
        if size < 0:
            return self.file.read()
        pieces: list[bytes] = []
        missing = size
        while missing:
            if any(b"\n" in piece for piece in pieces) and not self._is_ready():
                self.paused = True
                break
            piece = os.read(self.file.fileno(), missing)
            if not piece:
                break
            pieces.append(piece)
            missing -= len(piece)
        return b"".join(pieces)

    def _is_ready(self) -> bool:
        """Whether bytes, or the end, come before a pause."""
        readable, _, _ = select.select([self.file.fileno()], [], [], PAUSE)
        return bool(readable)

    def close(self) -> None:
        """Standard input stays open."""


def live_input(file: BinaryIO) -> LiveInput | BinaryIO:
    """A pipe as live input; anything else, and pipes of Windows, of which `select` knows nothing, as they are."""
    try:
        select.select([file.fileno()], [], [], 0)
    except (OSError, ValueError):
        return file
    return LiveInput(file)
