"""The loss curve drawn while a training lasts, on standard error where that is a terminal, in the place of its bar."""

import math
from time import monotonic
from typing import TYPE_CHECKING, Any

from lrcli.cli.screen.progress import Bar

if TYPE_CHECKING:
    from lrcli.fitting.fit import Progress

PATIENCE = 1.0  # seconds of training without a curve
PAUSE = 0.25  # seconds between two looks of it, more where drawing is slow
SHARE = 0.015  # of the time may be spent on drawing
LINES = 18  # of the terminal, with the one that the cursor is in


class LiveCurve:
    """Shown inside `with`, gone at its end."""

    def __init__(self, bar: Bar) -> None:
        self.bar = bar
        self.start = self.due = 0.0
        self.trace: Any = None  # what has been seen of the training
        self.live: Any = None

    def __enter__(self) -> "LiveCurve":
        return self

    def __exit__(self, *error: object) -> None:
        if self.live:
            self.live.stop()

    def training(self, progress: "Progress") -> None:
        if not self.bar.shown:
            return
        now = monotonic()
        if self.trace is None or progress.epoch == 1:  # or another training begins
            from lrcli.fitting.fit import HISTORY
            from lrcli.learning.trace import Trace

            self.trace, self.start, self.due = Trace(HISTORY), now, now + PATIENCE
        self.trace.see(progress.epoch, progress)
        if now >= self.due and is_finite(progress) and (self.live or self._begin()):
            self._draw(progress, now)
        elif self.live is None:
            self.bar.training(progress)

    def _begin(self) -> bool:
        """Take the bar's place, unless the terminal is too low for a curve."""
        import plotext  # noqa: F401  # now, so that the first drawing takes as long as the others
        from rich.console import Console
        from rich.live import Live

        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        if console.height < LINES:
            self.due = math.inf
            return False
        self.bar.stop()
        self.live = Live(console=console, auto_refresh=False, transient=True)
        self.live.start()
        return True

    def _draw(self, progress: "Progress", now: float) -> None:
        from rich.text import Text

        from lrcli.fitting.build import history_of
        from lrcli.report.terminal.curves import caption, loss_curve

        history, begun = history_of(self.trace), monotonic()
        rate = progress.epoch / max(now - self.start, PAUSE)
        left = math.ceil((progress.epochs - progress.epoch) / rate)
        done = f"epoch {progress.epoch:,} of {progress.epochs:,}, {rate:,.0f} epochs/s, {left:,} s left at most"
        curve = loss_curve(history, self.live.console.width)
        self.live.update(
            Text("\n".join([caption(history, "loss"), curve, done]), no_wrap=True, overflow="crop"), refresh=True
        )
        end = monotonic()
        self.due = end + max(PAUSE, (end - begun) / SHARE)


def is_finite(progress: "Progress") -> bool:
    """Whether the losses can be drawn; those of a diverging training cannot."""
    held_out = 0.0 if progress.validation_loss is None else progress.validation_loss.sum()
    return math.isfinite(progress.train_loss.sum() + held_out)
