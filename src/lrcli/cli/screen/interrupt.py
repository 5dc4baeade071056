"""Ctrl-C during a training: the first ends it after the current epoch, the second at once."""

import signal
from collections.abc import Callable
from types import FrameType, TracebackType
from typing import TYPE_CHECKING

from lrcli.cli.screen.terminal import Terminal

if TYPE_CHECKING:
    from lrcli.fitting.fit import Progress


class Interruptible:
    """A watcher that ends the training once Ctrl-C was pressed; before the first epoch Ctrl-C acts as ever."""

    def __init__(self, terminal: Terminal, watch: "Callable[[Progress], None]") -> None:
        self.terminal, self.watch = terminal, watch
        self.pressed = False
        self.listening = False

    def __enter__(self) -> "Interruptible":
        self.before = signal.getsignal(signal.SIGINT)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        signal.signal(signal.SIGINT, self.before)

    def __call__(self, progress: "Progress") -> bool:
        if not self.listening:
            signal.signal(signal.SIGINT, self._press)
            self.listening = True
        self.watch(progress)
        return self.pressed

    def _press(self, number: int, frame: FrameType | None) -> None:
        self.pressed = True
        signal.signal(signal.SIGINT, self.before)
        self.terminal.say("stopping after this epoch; Ctrl-C again stops at once")
