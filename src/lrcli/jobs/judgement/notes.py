"""Notes on rows that are predicted, row by row and in total."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from lrcli.arrays import Ints, Mask
from lrcli.data.rows.notes import RAGGED, Note, Notes
from lrcli.data.rows.read import Cells
from lrcli.jobs.judgement.missing_number import missing_number, unseen_level
from lrcli.model.linear import Model
from lrcli.text import count


def notes_on(model: Model, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Notes:
    """The notes on the records of a chunk that was read for a model. levels: the texts of each column."""
    return Notes.of_chunk(cells.chunk, list(_notes(model, cells, levels)))


def _notes(model: Model, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Iterator[Note]:
    """Notes on the rows (n,), column by column."""
    numbers = (feature.name for feature in model.numeric)
    texts = (feature.name for feature in model.categorical)
    values = dict(zip(numbers, cells.numeric, strict=True)) | dict(zip(texts, cells.codes, strict=True)) | cells.inputs
    trained_levels: dict[str, Mask] = {}  # of each column, where a row has a level that training saw
    for column in model.inputs:
        x = values[column.name]
        if column.levels is None:
            # In nearly all columns of most blocks there is nothing to note, as their ends tell; a missing cell makes
            # both NaN.
            inside = column.low <= x.min(initial=np.inf) and x.max(initial=-np.inf) <= column.high
            if inside and column.name not in cells.unreadable:
                continue
            readable = cells.readable(column.name)
            yield Note("unreadable", column.name, ~readable)
            yield Note("missing", column.name, np.isnan(x) & readable)
            with np.errstate(invalid="ignore"):
                yield Note("outside", column.name, ((x < column.low) | (x > column.high)) & readable)
        else:
            codes = x.astype(np.intp, copy=False)
            yield Note("missing", column.name, codes == 0)
            trained_levels[column.name] = _in_training(codes, column.levels, levels[column.name])
            yield Note("unseen", column.name, ~trained_levels[column.name], codes, levels[column.name])
    for feature in model.categorical:
        if feature.columns:
            codes = values[feature.name].astype(np.intp, copy=False)
            # Each level alone was seen in training: else the note on its column says enough.
            each = np.logical_and.reduce([trained_levels[name] for name in feature.columns])
            together = _in_training(codes, feature.weights, levels[feature.name])
            yield Note("unseen", feature.name, each & ~together, codes, levels[feature.name])
    for relation in model.relations:
        total = relation.constant + sum(weight * values[name] for name, weight in relation.weights.items())
        with np.errstate(invalid="ignore"):  # a value that is missing breaks nothing
            yield Note("breaks", relation.feature, np.abs(values[relation.feature] - total) > relation.tolerance)
    inputs = {column.name for column in model.inputs}
    for name, unreadable in cells.unreadable.items():
        if name not in inputs:
            yield Note("unreadable", name, unreadable)


def _in_training(codes: Ints, trained: Collection[str], levels: Sequence[str]) -> Mask:
    """Which cells (n,) are missing or have one of the levels of the training."""
    return np.array([True, *(level in trained for level in levels)])[codes]


@dataclass
class Occurrences:
    """How many rows have a note, where the first is, and what stands there."""

    count: int
    place: str
    example: str
    row: tuple[int, int]  # number of the file and line of the first


@dataclass
class NoteCounts:
    """How often each kind of note was made on each feature."""

    occurrences: dict[tuple[str, str], Occurrences] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)

    def add(self, notes: Notes, cells: Cells) -> None:
        """Notes on the next block; blocks come in the order of the rows."""
        if self.files[-1:] != [cells.chunk.name]:
            self.files.append(cells.chunk.name)
        for note in notes:
            key = note.kind, note.feature
            if key not in self.occurrences:
                first = int(note.mask.argmax())
                line = int(cells.chunk.records.lines[first]) + cells.chunk.block.line
                self.occurrences[key] = Occurrences(
                    0, cells.chunk.place(line), note.text(first), (len(self.files), line)
                )
            self.occurrences[key].count += int(note.mask.sum())

    def join(self, later: "NoteCounts") -> None:
        """Add those of rows of one file that stand behind these."""
        if self.files[-1:] != later.files:
            self.files += later.files
        for key, rows in later.occurrences.items():
            if key in self.occurrences:
                self.occurrences[key].count += rows.count
            else:
                self.occurrences[key] = replace(rows, row=(len(self.files), rows.row[1]))

    def remarks(self, model: Model) -> list[str]:
        """One line for each kind of note, in the order of their first rows, so that no size of a block shows in it."""
        lines = []
        for (kind, name), rows in sorted(self.occurrences.items(), key=lambda item: item[1].row):
            meaning = f"{count(rows.count, 'row')} {_meaning(model, kind, name)}"
            example = f" ({rows.example})" if rows.example else ""
            lines.append(f"{name + ': ' if name else ''}{meaning}; the first is {rows.place}{example}")
        return lines


def _meaning(model: Model, kind: str, name: str) -> str:
    """What a note means for the prediction."""
    feature = next((feature for feature in model.features if feature.name == name), None)
    column = next((column for column in model.inputs if column.name == name), None)
    if kind == RAGGED:
        return f"with {kind}, not predicted"
    if kind == "unseen":
        known = column or (feature.input() if feature else None)
        levels = (known.levels if known else None) or ()
        unseen = known.unseen if known else "not seen in training"
        stand_in = unseen_level(model, feature, levels)
        return f"{unseen}, {f'taken as {stand_in}' if stand_in else 'adding 0'}"
    if kind == "breaks":
        relation = next(relation for relation in model.relations if relation.feature == name)
        return (
            f"where it is not {relation}, as in every training row, none of which tells how they share their effect; "
            "the prediction is one of many"
        )
    if kind == "unreadable" or column is None:
        return "not understood, not predicted" if column else "where it does not exist, not predicted"
    if kind == "outside":
        return f"outside {column.span}, the range seen in training"
    if feature is None:
        return "missing, and so are the terms that it is part of"
    if feature.missing is None:
        return "missing, adding 0"
    return f"missing, {'a level of its own' if feature.missing_is_level else missing_number(model, feature)}"
