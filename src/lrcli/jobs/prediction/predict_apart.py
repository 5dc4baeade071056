"""Tables that are predicted by tasks, on other threads, processes or machines: each task reads and predicts a portion.

The prediction for a row depends on no other row, so one round of tasks is enough. What depends on all rows is put
together in this process, in their order: the remarks, and whether the last row holds the sums of those above it.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from lrcli.data.files.portions import ElsewhereError
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.read_portion import PortionReading, PortionSummary, PortionTask
from lrcli.data.rows.reading_apart import ReadingApart
from lrcli.data.rows.tasks import AHEAD, TaskResult, in_order
from lrcli.data.write.parts import PartNames
from lrcli.jobs.apply import TrainedLevels
from lrcli.jobs.judgement.notes import NoteCounts
from lrcli.jobs.prediction.predictions import Predictions, Write, joined
from lrcli.jobs.prediction.predictor import Predictor, records
from lrcli.output import replacing

MOST_PORTIONS_HERE = 24  # predicted portions of some 40 MB that may wait to be written: more would not make it faster


@dataclass(frozen=True)
class PredictTask:
    """The task to predict a portion."""

    portion: PortionTask
    predictor: Predictor
    write: Write
    path: str | None = None  # the file to write; None: the rows are returned
    header: bytes = b""  # of the file

    def __str__(self) -> str:
        return str(self.portion)


@dataclass(frozen=True)
class PredictSummary:
    """The summary of a portion, the notes on its rows, and the rows themselves unless they were written to a file."""

    portion: PortionSummary
    notes: NoteCounts
    rows: bytes


def predict_portion(task: PredictTask) -> PredictSummary:
    """Predict the rows of a portion."""
    notes, trained = NoteCounts(), TrainedLevels(task.predictor.model)
    with PortionReading(task.portion, keep_bytes=True) as portion:
        several = portion.cells(whole=task.portion.portion.is_whole)
        pieces = (
            predicted_bytes(cells, portion.reading, task.predictor, task.write, trained, notes) for cells in several
        )
        rows = b""
        if task.path is None:
            rows = b"".join(pieces)
        else:
            path = Path(task.path)
            if not path.parent.is_dir():
                raise ElsewhereError(f"cannot write {path.name}: there is no folder {path.parent}")
            with replacing(path) as file:
                file.write(task.header)
                file.writelines(pieces)
        return PredictSummary(portion.summary(), notes, rows)


def predicted_bytes(
    cells: Cells, reading: Reading, predictor: Predictor, write: Write, trained: TrainedLevels, notes: NoteCounts
) -> bytes:
    """The bytes of some rows with their predictions. Notes on them are added to `notes`."""
    predicted = predictor.predict(cells, trained.of(reading.texts()))
    notes.add(predicted.notes, cells)
    return write(predictor, predicted)


class PredictionsApart(Predictions):
    """The rows of a table with their predictions, which tasks read and predict."""

    def __init__(self, predictor: Predictor, reading: ReadingApart, begun_here: Callable[[], Reading]) -> None:
        """begun_here: opens the same table in this process, to read its beginning."""
        super().__init__(predictor, reading)
        self.apart, self.begun_here = reading, begun_here
        self.sent = replace(predictor, model=predictor.model.without_moments())  # as every task gets it

    def __enter__(self) -> "PredictionsApart":
        return self

    def as_csv(self) -> Iterator[bytes]:
        self.check_names()
        self.apart.files.in_one_order = True
        with_notes = self.has_notes()
        yield self.predictor.header(self.apart.files.first, with_notes=with_notes)
        yield from joined(self.written(partial(records, with_notes=with_notes)))

    def written(self, write: Write) -> Iterator[bytes]:
        return (rows for _, rows in self._run(lambda portion: PredictTask(portion, self.sent, write)))

    def into(self, folder: Path) -> None:
        """Write a file with a header for each portion, into a folder that all workers can see."""
        self.check_names()
        with_notes, names = self.has_notes(), PartNames()
        write = partial(records, with_notes=with_notes)

        def task_of(portion: PortionTask) -> PredictTask:
            name = names.name(portion.portion.path, is_whole=portion.portion.is_whole)
            header = self.predictor.header(self.apart.files.sources[portion.index], with_notes=with_notes)
            return PredictTask(portion, self.sent, write, str(folder / name), header)

        for task, rows in self._run(task_of):
            if rows and task.path is not None:
                with Path(task.path).open("ab") as file:
                    file.write(rows)

    def has_notes(self) -> bool:
        """Whether there is a column of notes, decided by the beginning of the table."""
        with Predictions(self.predictor, self.begun_here()) as here:
            return here.begins_with_notes()

    def _run(self, task_of: Callable[[PortionTask], PredictTask]) -> Iterator[tuple[PredictTask, bytes]]:
        """Run the tasks. Yield each with the rows that it has not written itself, in the order of the table."""
        tasks = self.apart.tasks

        def begin(task: PredictTask) -> "Future[TaskResult]":
            return tasks.submit(predict_portion, task)

        several = map(task_of, self.apart.portions())
        for task, result in in_order(tasks, begin, several, min(AHEAD * tasks.count, MOST_PORTIONS_HERE)):
            summary: PredictSummary = result.value
            self.apart.merge(task.portion, summary.portion)
            self.summary.join(summary.notes)
            yield task, summary.rows
            for cells in self.apart.tail_of(summary.portion):
                yield task, predicted_bytes(cells, self.apart, self.predictor, task.write, self.trained, self.summary)
        self.apart.end()
        self.trained.of(self.apart.texts())  # so that the remarks know the spellings of all levels
