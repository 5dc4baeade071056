"""The loss curve while a training lasts, on standard error where that is a terminal, in the place of its bar."""

import math
from time import monotonic
from typing import TYPE_CHECKING, Any

from lrcli.cli.screen.progress import Bar

if TYPE_CHECKING:
    from lrcli.fitting.fit import Progress

FIRST_CURVE = 1.0  # seconds of training without a curve: most trainings are done by then
CURVE_PAUSE = 0.25  # seconds between two drawings, more where drawing is slow
DRAWING_SHARE = 0.015  # of the time may be spent on drawing
LIVE_LINES = 18  # of the terminal, including the one with the cursor


class LiveCurve:
    """The loss curve, shown inside `with` and removed at its end."""

    def __init__(self, bar: Bar) -> None:
        self.bar = bar
        self.start = self.due = 0.0
        self.trace: Any = None  # the history of the training so far
        self.live: Any = None

    def __enter__(self) -> "LiveCurve":
        return self

    def __exit__(self, *error: object) -> None:
        if self.live:
            self.live.stop()

    def show_epoch(self, progress: "Progress") -> None:
        """Take up one more epoch and draw, if it is time."""
        if not self.bar.visible:
            return
        now = monotonic()
        if self.trace is None or progress.epoch == 1:  # or another training begins
            from lrcli.fitting.fit import HISTORY
            from lrcli.learning.trace import Trace

            self.trace, self.start, self.due = Trace(HISTORY), now, now + FIRST_CURVE
        self.trace.see(progress.epoch, progress)
        if now >= self.due and is_finite(progress) and (self.live or self._begin()):
            self._draw(progress, now)
        elif self.live is None:
            self.bar.show_epoch(progress)

    def _begin(self) -> bool:
        """Take the bar's place, unless the terminal is too low for a curve."""
        import plotext  # noqa: F401  # now, so that the first drawing takes as long as the others
        from rich.console import Console
        from rich.live import Live

        console = Console(stderr=True, markup=False, highlight=False, emoji=False)
        if console.height < LIVE_LINES:
            self.due = math.inf
            return False
        self.bar.stop()
        self.live = Live(console=console, auto_refresh=False, transient=True)
        self.live.start()
        return True

    # The next drawing is due after a pause that is a multiple of how long this one took: a slow terminal (ssh, a wide
    # window) then slows the training by no more than the share above.
    def _draw(self, progress: "Progress", now: float) -> None:
        from lrcli.fitting.build import history_of
        from lrcli.report.terminal.colours import coloured_plot
        from lrcli.report.terminal.pictures.curves import loss_caption, loss_curve

        history, before = history_of(self.trace), monotonic()
        rate = progress.epoch / max(now - self.start, CURVE_PAUSE)
        seconds = math.ceil((progress.epochs - progress.epoch) / rate)
        state = f"epoch {progress.epoch:,} of {progress.epochs:,}, {rate:,.0f} epochs/s, {seconds:,} s left at most"
        assert history.start is not None
        curve = loss_curve(history, history.start, self.live.console.width)
        picture = coloured_plot("\n".join([loss_caption(history, "loss"), curve, state]))
        picture.overflow = "crop"
        self.live.update(picture, refresh=True)
        end = monotonic()
        self.due = end + max(CURVE_PAUSE, (end - before) / DRAWING_SHARE)


def is_finite(progress: "Progress") -> bool:
    """Whether the losses can be drawn; those of a diverging training cannot."""
    validation = 0.0 if progress.validation_loss is None else progress.validation_loss.sum()
    return math.isfinite(progress.train_loss.sum() + validation)
