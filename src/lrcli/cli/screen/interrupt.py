"""Ctrl-C during a training: the first ends it after the current epoch, the second at once."""

import signal
from types import FrameType, TracebackType

from lrcli.cli.screen.terminal import Terminal


class InterruptListener:
    """Tells, inside `with`, whether Ctrl-C was pressed.

    Until `pressed` is called for the first time, Ctrl-C ends the program as usual: while the file is read there are
    no weights that could be saved.
    """

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.interrupted = self.listening = False

    def __enter__(self) -> "InterruptListener":
        self.before = signal.getsignal(signal.SIGINT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self.before)

    def pressed(self) -> bool:
        if not self.listening:
            signal.signal(signal.SIGINT, self._press)
            self.listening = True
        return self.interrupted

    def _press(self, number: int, frame: FrameType | None) -> None:
        self.interrupted = True
        signal.signal(signal.SIGINT, self.before)
        self.terminal.say("stopping after this epoch; Ctrl-C again stops at once")
