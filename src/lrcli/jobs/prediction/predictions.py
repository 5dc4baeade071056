"""The rows of a table with their predictions, read and predicted by the threads of this process."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import chain, zip_longest

from lrcli.data.rows.read import Reading
from lrcli.data.rows.workers import Workers
from lrcli.errors import DataError
from lrcli.jobs.apply import TrainedLevels
from lrcli.jobs.case import median_remark
from lrcli.jobs.judgement.notes import NoteCounts
from lrcli.jobs.judgement.targets import remarks_of_targets
from lrcli.jobs.prediction.predictor import Predicted, Predictor

Write = Callable[[Predictor, Predicted], bytes]  # makes bytes of some records with their predictions


@dataclass
class Predictions:
    """Rows with their predictions. Iterate once, inside `with`, to read them; the remarks are known at the end."""

    predictor: Predictor
    reading: Reading
    workers: Workers = field(default_factory=Workers)
    summary: NoteCounts = field(default_factory=NoteCounts)

    def __post_init__(self) -> None:
        self.model = self.predictor.model
        self.trained = TrainedLevels(self.model)

    def __enter__(self) -> "Predictions":
        return self

    def __exit__(self, *error: object) -> None:
        self.workers.__exit__()
        self.reading.files.__exit__()

    @property
    def columns(self) -> list[str]:
        """The names of the new columns."""
        return self.predictor.columns

    @property
    def note_column(self) -> str:
        return self.predictor.note_column

    def __iter__(self) -> Iterator[Predicted]:
        """Read some records at a time and predict them."""
        for cells in self.reading.cells(self.workers):
            predicted = self.predictor.predict(cells, self.trained.of(self.reading.texts()))
            self.summary.add(predicted.notes, cells)
            yield predicted

    @property
    def paused(self) -> bool:
        """Whether standard input pauses, so that the rows so far should be written out."""
        return self.reading.files.paused

    def as_csv(self) -> Iterator[bytes]:
        """The bytes of the input with more cells in each record.

        There is a column of notes if the first 2 MB have a note, or if the input is longer than that or pauses. Raise
        DataError where the input has a column of one of the new names.
        """
        self.check_names()
        files = self.reading.files
        files.in_one_order = True
        stream = iter(self)
        head, with_notes = self._beginning(stream)
        yield self.predictor.header(files.first, with_notes=with_notes)
        write = partial(self.predictor.records, with_notes=with_notes)
        yield from joined(self.workers.in_order(write, chain(head, stream), lambda: self.paused))

    def written(self, write: Write) -> Iterator[bytes]:
        """All records as bytes. write: may be called on another thread or machine."""
        return (write(self.predictor, predicted) for predicted in self)

    def check_names(self) -> None:
        """Raise DataError where the input has a column of one of the new names."""
        files = self.reading.files
        for column in (*self.columns, self.note_column):
            if column in files.header:
                raise DataError(f"{files.name} has a column {column!r} already; rename it")

    def begins_with_notes(self) -> bool:
        """Whether there is a column of notes, decided by the beginning of the table, which is read for this."""
        return self._beginning(iter(self))[1]

    # The header is written first and has to say whether there is a column of notes. So the beginning is kept until
    # there is a note. After a long beginning without one there is a column all the same, as later rows may have some.
    def _beginning(self, stream: Iterator[Predicted]) -> tuple[list[Predicted], bool]:
        """The first records, and whether there is a column of notes."""
        head, size, most = list[Predicted](), 0, self.reading.files.limits.first_bytes
        for predicted in stream:
            head.append(predicted)
            size += len(predicted.cells.chunk.block.data)
            if size > most or predicted.notes or self.paused:
                break
        return head, size > most or self.paused or any(predicted.notes for predicted in head)

    def remarks(self) -> list[str]:
        """How columns, levels and bytes were understood, and a line for each kind of note; known after all rows."""
        return [
            *self.reading.files.renamed,
            *self.reading.columns.remarks,
            *self.trained.remarks(),
            *self.reading.left_out.bytes,
            *self.summary.remarks(self.model),
            *remarks_of_targets(
                {
                    each.target.name: [*each.warnings, *median_remark(each, self.predictor.mean, reach)]
                    for each, reach in zip_longest(self.model.each, self.predictor.reaches)
                }
            ),
        ]


def joined(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The same bytes, with a line end where one is lacking: the last line of a file may have none."""
    ends_with_newline = True
    for rows in pieces:
        if rows:
            yield rows if ends_with_newline else b"\n" + rows
            ends_with_newline = rows.endswith((b"\n", b"\r"))
