"""Ctrl-C during a training: the first ends it after the current epoch, the second at once."""

import signal
from types import FrameType, TracebackType

from lrcli.cli.screen.terminal import Terminal


class Interruptible:
    """Whether Ctrl-C was pressed. Until the first time that one asks, inside `with`, it ends the program as ever."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.interrupted = self.listening = False

    def __enter__(self) -> "Interruptible":
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
