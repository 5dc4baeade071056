"""The rows of a fold as a verdict looks at them: those that train and those that are held out."""

from dataclasses import dataclass

from lrcli.data.rows.rows import Rows
from lrcli.fitting.storage.interface import Fold

TRIAL_ROWS = 20_000  # that another model is tried on, at most, from each side of the split
TRIAL_COST = 2e10  # multiplications, n p², up to which trying another model takes about a second


@dataclass(frozen=True)
class Sides:
    """All rows that are kept, or a random sample of very many."""

    trained: Rows
    held_out: Rows

    @classmethod
    def of(cls, fold: Fold) -> "Sides":
        sample = list(fold.sample())
        none = Rows.empty(0, len(fold.table.columns.numeric), len(fold.table.columns.categorical))
        trained, held_out = (
            Rows.joined([none, *(rows for held, rows in sample if held == side)]) for side in (False, True)
        )
        return cls(trained, held_out) if fold.table.keeps_rows else cls(thin(trained), thin(held_out))

    @property
    def judged(self) -> Rows:
        """The held-out rows, or all where none are held out."""
        return self.held_out if len(self.held_out) else self.trained


def thin(rows: Rows) -> Rows:
    """Every s-th row, so that they are not too many."""
    return rows[:: max(1, -(-len(rows) // TRIAL_ROWS))]
