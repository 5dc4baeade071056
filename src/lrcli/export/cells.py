"""The columns that a formula needs, and how their cells are read."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from lrcli.model.features import Input
from lrcli.model.linear import Model
from lrcli.notation.form import BaseForm
from lrcli.notation.missing import MISSING
from lrcli.notation.numbers import PLAIN
from lrcli.notation.portable import PortableReading, SplitReading, without_names
from lrcli.notation.quantities import Quantities
from lrcli.notation.units import unit_pattern


class QuantityPart(NamedTuple):
    """The column whose cells hold several quantities, and how one of these is read."""

    column: str
    reading: SplitReading


@dataclass(frozen=True)
class Cell:
    """A cell of a row: a number as it may be written, or a text."""

    index: int
    input: Input
    missing_words: tuple[str, ...]
    missing_numbers: tuple[float, ...]
    split: QuantityPart | None

    @property
    def name(self) -> str:
        return self.input.name

    @property
    def is_text(self) -> bool:
        return self.input.levels is not None

    @property
    def form(self) -> BaseForm:
        return self.input.form or PLAIN

    @property
    def is_plain(self) -> bool:
        """Whether it is a number that most programs read by themselves."""
        return not self.is_text and self.split is None and self.form == PLAIN

    @property
    def reading(self) -> PortableReading:
        """How the number is read from its text."""
        return self.form.portable

    @property
    def meaning(self) -> str:
        """What a program without our reading has to be given: a number in a certain unit, or a text."""
        return "text" if self.is_text else self.form.meaning


def cells_of(model: Model) -> list[Cell]:
    """A cell for each column that the model needs."""
    words = tuple(dict.fromkeys([*MISSING, *model.data.missing_values]))
    numbers = tuple(dict.fromkeys(number for word in words if (number := PLAIN.number(word)) is not None))
    splits = {name: split for quantities in model.splits for name, split in _splits(quantities)}
    return [
        Cell(index, column, words, numbers if column.levels is None else (), splits.get(column.name))
        for index, column in enumerate(model.inputs)
    ]


def _splits(quantities: Quantities) -> Iterator[tuple[str, QuantityPart]]:
    """Each column that a column is split into, by name."""
    expression, groups = without_names(quantities.expression)
    for k, quantity in enumerate(quantities.quantities):
        number, end, unit = ([groups[f"{part}{k}{kind}"] for kind in ("", "x")] for part in ("number", "end", "unit"))
        suffix = f" {quantity.unit}" if quantity.unit.isalpha() else ""
        factors = [(unit_pattern(other), factor) for other, factor in quantity.factors.items()]
        for name, meant in zip(quantity.names, (number, [*end, *number]), strict=False):
            yield name, QuantityPart(quantities.column, SplitReading(expression, meant, unit, suffix, factors))


def distinct_cells(cells: Iterable[Cell]) -> list[Cell]:
    """Each cell once, in the order of their first."""
    return list({cell.index: cell for cell in cells}.values())
