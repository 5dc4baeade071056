"""Signals that ask a process to end: what is half done is undone first, then the process ends by the signal."""

import os
import signal
import sys
from types import FrameType

REQUESTS = ("SIGTERM", "SIGHUP")  # the second is that of a closed terminal, which Windows has not


class Terminated(KeyboardInterrupt):
    """Raised where a signal asks the process to end."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.number = number

    def by_the_signal(self) -> int:
        """End as by the signal itself, so that whoever sent it is told."""
        os.kill(os.getpid(), self.number)
        return 128 + self.number  # as a shell says it; reached only where the signal is blocked


class PythonsOwnHandlers:
    """Keeps Python's handlers of signals while Arrow parses CSV, from before it is imported.

    Arrow puts handlers of its own in their place for as long as a block is parsed, and hears of a signal by another
    thread. Where that comes too late the signal is lost: Ctrl-C does nothing. Our blocks take some milliseconds.
    """

    def find_spec(self, name: str, path: object = None, target: object = None) -> None:
        if name == "pyarrow.csv":  # a part of pyarrow, which is imported by now
            sys.modules["pyarrow"].enable_signal_handlers(False)


def end_in_order() -> None:
    """Let requests to end raise Terminated, unless they are ignored, as nohup does. A second one ends at once."""
    sys.meta_path.insert(0, PythonsOwnHandlers())
    for name in REQUESTS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _raise)


def hear_ctrl_c() -> None:
    """Let Ctrl-C raise KeyboardInterrupt again, now that somebody listens, unless it is ignored."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_DFL:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def end_at_once() -> None:
    """Let Ctrl-C end the process without a word: nothing is left that could be undone."""
    if signal.getsignal(signal.SIGINT) is signal.default_int_handler:
        signal.signal(signal.SIGINT, signal.SIG_DFL)


def _raise(number: int, frame: FrameType | None) -> None:
    for name in REQUESTS:
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    raise Terminated(number)
