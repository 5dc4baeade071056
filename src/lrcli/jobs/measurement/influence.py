"""evaluate --diagnose: a least-squares fit of the model's features on a table, row by row.

A model does not keep its training rows, and the question is which of those decide it. So the fit is made again from the
rows that are given. If these are the table of the training, it is the model's own analytic solution.
"""

from collections.abc import Iterator

from lrcli.data.files.dataset import Files
from lrcli.data.files.frames import Frame, Table, frame_of, paths_of
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.rows import Rows
from lrcli.data.rows.workers import Workers
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import NO_SPLIT, TRAIN, by_split
from lrcli.errors import OptionError
from lrcli.fitting.influence import Influence, influence_of
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.rule import gather_reading
from lrcli.jobs.apply import open_files, read_for
from lrcli.jobs.plan import plan_for
from lrcli.jobs.trainable import check_trainable
from lrcli.learning.solution.analytic import WIDEST_MATRIX
from lrcli.limits import Limits
from lrcli.model.linear import Model


def diagnose(
    model: Model,
    data: Table | Frame,
    *,
    where: str | None = None,
    weights: str | None = None,
    layout: Layout | None = None,
    limits: Limits | None = None,
    on_bytes: OnBytes | None = None,
) -> dict[str, Influence | None]:
    """The influence of each row on each target; None if the fit leaves no residual.

    Of many rows only the moments are kept; each row is then read again, for each target, and its leverage follows from
    both.
    Raises DataError, or OptionError where the input cannot be read twice.
    """
    if frame_of(data) is None and "-" in paths_of(data):
        raise OptionError("diagnose", "reads a table more than once, which standard input cannot be; save it to a file")
    if weights is not None:
        raise OptionError("diagnose", "is for rows that count once each; leave --weights out")
    target, dealer = model.target.name, by_split(NO_SPLIT, 0)
    influence: dict[str, Influence | None] = {}
    recipe = Recipe(
        solver="exact",
        split="none",
        standardize=model.training.standardize,
        min_count=model.training.min_count if model.training.min_count > 1 else None,
    )

    def files() -> Files:
        return open_files(model, target, data, layout, on_bytes, limits=limits)

    with Scratch() as scratch:
        with files() as opened:
            reading = read_for(model, opened, target, where, to_learn=True)
            tables = gather_reading(reading, plan_for([recipe], dealer), scratch).targets()

        def again(index: int) -> Iterator[Rows]:
            with files() as opened, Workers() as workers:
                second = read_for(model, opened, target, where, to_learn=True)
                for cells in second.cells(workers, keep_bytes=False):
                    if len(cells):
                        yield Rows.of([cells], second.columns).of_target(index, second.columns)

        for index, (each, table) in enumerate(zip(model.each, tables, strict=True)):
            fold = table.fold(dealer, [TRAIN], recipe)
            check_trainable(table, fold)
            if (p := fold.encoding.p) > WIDEST_MATRIX:
                raise OptionError("diagnose", f"takes at most {WIDEST_MATRIX:,} weights, and these are {p:,}")
            influence[each.target.name] = influence_of(fold, fold.training_rows() or again(index))
    return influence
