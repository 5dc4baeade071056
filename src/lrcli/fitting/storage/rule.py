"""One pass over a table of any size, and the rule that chooses how its rows are kept."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files
from lrcli.data.rows.dropped_rows import DroppedRows
from lrcli.data.rows.read import Reading
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.start import Choice, start_reading
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.dealers import Dealing
from lrcli.data.tables.gather import Plan
from lrcli.data.tables.row_sums import EarlierRows
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import Keys
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.first_look import with_times
from lrcli.fitting.storage.incoming import Incoming
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.fitting.storage.moments import MomentStorage
from lrcli.fitting.storage.rows import RowFold, RowStorage
from lrcli.learning.minibatch import moments_pay
from lrcli.limits import default_limits

if TYPE_CHECKING:
    from lrcli.data.rows.tasks import Tasks


def gather(
    files: Files,
    choose: Choice,
    plan: Plan,
    scratch: Scratch,
    tasks: "Tasks | None" = None,
    *,
    where: str | None = None,
    strict: bool = False,
) -> Storage:
    """Read the columns that `choose` wants, once; leave out rows that nothing can be learned from.

    tasks: who reads the files; None for the threads of this process. where: the condition of --where. strict: a row
    that cannot be used is an error.
    """
    with Workers() as workers:
        if tasks is not None:
            from lrcli.data.rows.reading_apart import ReadingApart  # and all that a cluster needs

            reading = ReadingApart(start_reading(files, choose, where, strict=strict), tasks)
            try:
                return store(Incoming.of(reading, plan, scratch, workers, apart=reading))
            finally:
                reading.release()
        return store(Incoming.of(start_reading(files, choose, where, strict=strict), plan, scratch, workers))


def gather_reading(reading: Reading, plan: Plan, scratch: Scratch) -> Storage:
    """The same of columns that are decided already. reading: begun with nothing read."""
    with Workers() as workers:
        return store(Incoming.of(reading, plan, scratch, workers))


def gather_more(reading: Reading, plan: Plan, scratch: Scratch, earlier: EarlierRows) -> Storage:
    """Read more rows than a model knows already, whose moments are all that is left of those, and so the way to keep.

    reading: begun with nothing read.
    """
    for levels, known in zip(reading.levels, earlier.levels, strict=True):
        levels.code.update({text: 1 + k for k, text in enumerate(known)})
    for levels in reading.input_levels:
        levels.code.update({str(text): 1 + k for k, text in enumerate(earlier.inputs[levels.name])})
    for name in reading.columns.only_numbers:
        low, high = earlier.inputs[name]
        reading.ranges[name] = float(low), float(high)
    with Workers() as workers:
        return MomentStorage.of(Incoming.of(reading, plan, scratch, workers), earlier)


def known_by_sums(earlier: EarlierRows, columns: Columns, plan: Plan) -> Storage:
    """Rows of which models keep the moments, and no others."""
    return MomentStorage.of_sums(earlier, columns, plan, default_limits())


def store(incoming: Incoming) -> Storage:
    """The rule. It is asked once, with the first two windows at hand: a pipe cannot be read again.

    Few rows, less than two windows (128,000), are kept as they are. They are 8 million numbers at most; every result
    comes from all of them, minibatches are drawn from all of them at once, and their last digits can be had in extended
    precision. This is not the third way with nothing in its file: there rows are shuffled by windows and means are
    added up from windows, which is as good as it gets for rows that pass once, and not as good as this.

    Of many rows the moments of minibatches are kept, where these are fewer numbers than the rows: p² against rows of a
    minibatch × columns. A step then costs the same however large a minibatch is, and the table needs some MB of memory,
    whatever its size. What moments do not tell, absolute errors, is measured on rows picked beside them.

    Where a loss is not squared, moments do not tell it, and the rows are kept whatever they are.

    Where there are many weights, mostly of levels, the moments would be more numbers than the rows that they stand for.
    Then the rows themselves are kept, whose codes are few, and minibatches are read from where they lie.
    """
    if incoming.few:
        return RowStorage.of(incoming)
    incoming = with_times(incoming)
    if by_moments(incoming) and not incoming.plan.by_rows:
        return MomentStorage.of(incoming)
    from lrcli.fitting.storage.shuffled import ShuffledStorage

    return ShuffledStorage.of(incoming)


def keep(rows: Rows, columns: Columns) -> Storage:
    """A table of numbers that are in memory already: all rows are kept as they are, however many."""
    return RowStorage(files=(), columns=columns, levels=(), left_out=DroppedRows(), rows=rows)


def dealt_by(table: Storage, rows: Rows, keys: Keys | None) -> Storage:
    """The rows of a table that keeps them in their order, to be dealt by other keys (n,)."""
    keyed = replace(rows, keys=keys)
    return RowStorage(
        files=table.files, columns=table.columns, levels=table.levels, left_out=table.left_out, rows=keyed
    )


def fold_of_rows(table: Storage, training: Rows, held_out: Rows, recipe: Recipe, **other: Any) -> Fold:
    """The fold that trains on some rows of a table and holds out others, encoded by the statistics of the first.

    other: columns and levels, where these rows are read otherwise than the table's.
    """
    facts: dict[str, Any] = {"columns": table.columns, "levels": table.levels, "left_out": table.left_out, **other}
    both = RowStorage(files=(), rows=Rows.joined([training, held_out]), **facts)
    dealer = Dealing().folds(2, recipe.seed)
    return RowFold(both, np.repeat([0, 1], [len(training), len(held_out)]), [0], recipe, dealer)


def by_moments(incoming: Incoming) -> bool:
    """Whether moments of minibatches are fewer numbers than their rows, unless the limits say what to do."""
    chosen = incoming.reading.files.limits.moments
    p, columns = incoming.shape()
    return moments_pay(p, incoming.plan.size, columns) if chosen is None else chosen
