"""What there is to say of rows that are predicted, row by row and in all."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np

from lrcli.data.notes import RAGGED, Note, Notes
from lrcli.data.reading import Cells
from lrcli.model import Categorical, Feature, Model, Numeric


def notes_on(model: Model, cells: Cells, levels: Sequence[Sequence[str]]) -> Notes:
    """All notes on the records of a chunk that was read for a model."""
    return Notes.on(cells.chunk, list(_notes(model, cells, levels)))


def _notes(model: Model, cells: Cells, levels: Sequence[Sequence[str]]) -> Iterator[Note]:
    """On the rows (n,), feature by feature."""
    numbers = [feature for feature in model.features if isinstance(feature, Numeric)]
    for feature, values in zip(numbers, cells.numeric, strict=True):
        readable = cells.readable(feature.name)
        yield Note("unreadable", feature.name, ~readable)
        yield Note("missing", feature.name, np.isnan(values) & readable)
        with np.errstate(invalid="ignore"):
            yield Note("outside", feature.name, ((values < feature.min) | (values > feature.max)) & readable)
    texts = [feature for feature in model.features if isinstance(feature, Categorical)]
    for categorical, codes, names in zip(texts, cells.codes, levels, strict=True):
        yield Note("missing", categorical.name, codes == 0)
        known = np.array([True, *(name in categorical.weights for name in names)])
        yield Note("unseen", categorical.name, ~known[codes], codes, names)


@dataclass
class Seen:
    count: int
    place: str
    example: str


@dataclass
class Summary:
    """How often each kind of note was made, and where first."""

    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)

    def add(self, notes: Notes, cells: Cells) -> None:
        for note in notes.found:
            key = note.kind, note.feature
            if key not in self.seen:
                first = int(note.where.argmax())
                line = int(cells.chunk.records.lines[first]) + cells.chunk.block.line
                self.seen[key] = Seen(0, f"line {line:,}", note.text(first))
            self.seen[key].count += int(note.where.sum())

    def said(self, model: Model) -> list[str]:
        features = {feature.name: feature for feature in model.features}
        return [
            f"{name + ': ' if name else ''}{found.count:,} row{'s' * (found.count > 1)} "
            f"{_explained(kind, features.get(name))}; the first is {found.place}"
            + (f" ({found.example})" if found.example else "")
            for (kind, name), found in self.seen.items()
        ]


def _explained(kind: str, feature: Feature | None) -> str:
    """What a note means for the prediction."""
    if kind == RAGGED:
        return f"with {kind}, not predicted"
    if isinstance(feature, Numeric):
        return {
            "outside": f"outside {feature.min:,g} to {feature.max:,g}, the range seen in training",
            "missing": f"missing, taken as {feature.missing:,.6g} of the sum",
            "unreadable": "not understood, not predicted",
        }[kind]
    assert isinstance(feature, Categorical)
    missing = "missing, adding 0" if feature.missing is None else "missing, a level of its own"
    return missing if kind == "missing" else "not seen in training, adding 0"
