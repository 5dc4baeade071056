"""How far a long job is: a bar with the rate and the time left, on standard error where that is a terminal."""

import sys
from time import monotonic
from typing import TYPE_CHECKING, Any

from lrcli.cli.screen.terminal import Terminal
from lrcli.text import count

if TYPE_CHECKING:
    from lrcli.cluster.dask import DaskTasks
    from lrcli.fitting.fit import Progress

FIRST_BAR = 1.0  # seconds without a bar: most jobs are done by then
BAR_PAUSE = 0.1  # seconds between two drawings
BAR_STYLES: dict[str, Any] = dict.fromkeys(("complete_style", "finished_style", "pulse_style"), "cyan")


class Bar:
    """A progress bar, shown inside `with` and removed at its end."""

    def __init__(self, terminal: Terminal, tasks: "DaskTasks | None" = None, *, visible: bool = True) -> None:
        """tasks: who reads the files, where that are others than this process."""
        self.visible = visible and not terminal.quiet and sys.stderr.isatty()
        self.last = monotonic() + FIRST_BAR - BAR_PAUSE  # the time of the last drawing
        self.stage, self.since = "", 0.0
        self.workers, self.files = "", ""
        if tasks is not None:
            tasks.watch, self.workers = self, f" with {count(tasks.workers, 'worker')}"
        self.bar: Any = None
        self.task: Any = None

    def __enter__(self) -> "Bar":
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Remove the bar."""
        if self.bar:
            self.bar.stop()

    def show_bytes(self, done: int, total: int | None) -> None:
        """Show how many bytes were read; the total of a pipe is not known."""
        self._show("reading", done, total, "MB", 1e6, self.workers, self.files)

    def show_files(self, done: int, total: int) -> None:
        """Say beside the bytes how many files of several were read as a whole."""
        self.files = f", {done:,} of {total:,} files" if total > 1 else ""

    def show_portions(self, stage: str, done: int, total: int) -> None:
        self._show(stage, done, total, "portions", 1, self.workers)

    def show_epoch(self, progress: "Progress") -> None:
        self._show("training", progress.epoch, progress.epochs, "epochs", 1)

    def _show(
        self, stage: str, done: int, total: int | None, unit: str, scale: float, who: str = "", more: str = ""
    ) -> None:
        if not self.visible:
            return
        now = monotonic()
        if stage != self.stage:
            self.stage, self.since = stage, now
        if now - self.last < BAR_PAUSE:
            return
        self.last = now
        rate = f"{done / scale / max(now - self.since, BAR_PAUSE):,.0f} {unit}/s"
        text = f"{stage}{who}, {done / scale:,.0f}{'' if total is None else f' of {total / scale:,.0f}'} {unit}{more}"
        self._draw(text, done, total, rate)

    def _draw(self, text: str, done: int, total: int | None, rate: str) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

        if self.bar is None:
            columns = (
                TextColumn("{task.description}"),
                BarColumn(20, **BAR_STYLES),
                TextColumn("{task.fields[rate]}"),
            )
            console = Console(stderr=True, highlight=False)
            self.bar = Progress(*columns, TimeRemainingColumn(), console=console, auto_refresh=False, transient=True)
            self.bar.start()
        if self.task is None or self.bar.tasks[-1].fields["stage"] != self.stage:
            for task in self.bar.task_ids:
                self.bar.remove_task(task)
            self.task = self.bar.add_task(text, total=total, rate=rate, stage=self.stage)
        self.bar.update(self.task, completed=done, description=text, rate=rate, refresh=True)
