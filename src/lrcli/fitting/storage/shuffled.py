"""Many rows of many columns: shuffled, in memory as far as it goes, then in a file; read and encoded when needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.row_sums import RowSums
from lrcli.data.tables.scratch import size
from lrcli.data.tables.shuffled import Chain, Shuffled, Shuffler, rows_of_records
from lrcli.data.tables.split import Dealer
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.scores import checked, in_units, loss_in_units, predicted, predicted_rows, scores_of
from lrcli.fitting.storage.held_out_losses import loss_on_rows
from lrcli.fitting.storage.incoming import Incoming
from lrcli.fitting.storage.interface import Fold, Loss, Storage, encoding_of
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning import minibatch
from lrcli.learning.linear import Block
from lrcli.learning.metrics import Errors
from lrcli.learning.solution.analytic import Paraboloid, solve
from lrcli.learning.solution.precondition import IDENTITY, Preconditioner
from lrcli.learning.statistics.inference import LeastSquares, Robust, hc3
from lrcli.model.record import Scores

PASSED_ROWS = 64_000  # at a time, as many as a window has


@dataclass(frozen=True, kw_only=True)
class ShuffledStorage(Storage):
    """All rows, in pieces, which were dealt to roles while they were read."""

    shuffled: Shuffled
    spilled: int = 0  # bytes in the temporary file
    memory: int = 0  # bytes that may stay out of it
    shared: int = 0  # bytes in files of the workers of a cluster

    @classmethod
    def of(cls, incoming: Incoming) -> "ShuffledStorage":
        plan, scratch = incoming.plan, incoming.scratch
        shuffler = Shuffler.of(incoming.reading.columns, plan.roles)
        pieces = incoming.pieces(shuffler)
        plan.dealer.check(pieces.tallies)
        facts = incoming.facts()
        codes = tuple(1 + len(levels) for levels in facts["levels"])
        shuffled = Shuffled(codes, tuple(pieces.pieces), pieces.tallies)
        return cls(
            shuffled=shuffled, spilled=scratch.written, memory=scratch.memory, shared=scratch.written_by_others, **facts
        )

    def __len__(self) -> int:
        return len(self.shuffled)

    def of_target(self, index: int) -> "ShuffledStorage":
        shuffled = self.shuffled.of_target(index, self.columns.features_read)
        return replace(self, shuffled=shuffled, **self.facts_of_target(index))

    def missing(self) -> dict[str, int]:
        numeric, text = self.shuffled.missing()
        counts = [*zip(self.columns.numeric, numeric, strict=True), *zip(self.columns.categorical, text, strict=True)]
        return {name: count for name, count in counts if count}

    def fold(
        self, dealer: Dealer, training: Sequence[int], recipe: Recipe, share: float = 1.0, aside: Sequence[int] = ()
    ) -> "ShuffledFold":
        """share: the first rows of each role's rows of a window, which is shuffled."""
        if share == 1:
            return ShuffledFold(self, training, recipe, aside)
        return ShuffledFold(replace(self, shuffled=self.shuffled.thinned(training, share)), training, recipe, aside)

    def remarks(self) -> Iterator[str]:
        if self.spilled:
            beyond = f"beyond the {size(self.memory)} of --memory"
            yield f"{size(self.spilled)} of rows were kept in a temporary file, {beyond}"
        if self.shared:
            yield f"{size(self.shared)} of rows were kept in temporary files of the workers, in the folder of --scratch"


class ShuffledFold(Fold):
    """The pieces of some roles, one after the other."""

    table: ShuffledStorage

    def __init__(self, table: ShuffledStorage, training: Sequence[int], recipe: Recipe, aside: Sequence[int]) -> None:
        self.table, self.training, self.recipe, self.aside = table, training, recipe, aside
        self.trains = self._rows(None)
        self.n, self.weight = len(self.trains), table.shuffled.tally(training).weight
        self.held_out = len(table) - self.n - len(table.shuffled.rows(aside))
        statistics, some = table.shuffled.statistics(training), slice(0, table.limits.sample_rows)
        self.encoding = encoding_of(
            table.columns, recipe, self.weight, statistics, lambda: rows_of_records(self.trains[some])
        )

    @classmethod
    def stack(
        cls, folds: Sequence["ShuffledFold"], count: int, rng: np.random.Generator, maps: Sequence[Preconditioner]
    ) -> minibatch.RowMinibatches:
        """The rows in the order in which they are kept, which is random."""
        pairs = zip(folds, maps, strict=True)
        batches = [Blocks(fold, None, minibatch.bounds(fold.n, count), along) for fold, along in pairs]
        losses = [fold.loss for fold in folds]
        return minibatch.RowMinibatches(batches, folds[0].encoding.p - maps[0].fewer, losses)

    def as_rows(self, count: int, rng: np.random.Generator, along: Preconditioner) -> minibatch.RowMinibatches:
        return self.stack([self], count, rng, [along])

    @cached_property
    def blocks(self) -> Sequence[Block]:
        """Encoded once where that takes little memory: whoever asks for them passes over them a hundred times."""
        slabs, columns = self._slabs(None), self.table.columns
        cells = self.n * (2 + len(columns.numeric) + len(columns.categorical))
        return list(slabs) if 8 * cells <= self.table.limits.encoded_bytes else slabs

    def solve(self, weight_decay: float | None) -> Paraboloid:
        exact = self.recipe.solver == "exact"
        slabs, resolution, decay = self._slabs(None), self.encoding.resolution, self.decay(weight_decay)
        return solve(slabs, self.n, self.encoding.p, decay, exact=exact, resolution=resolution)

    def loss_of(self, role: int) -> Loss | None:
        rows = self._rows(role)
        return loss_on_rows(self._slabs(role), len(rows), self.encoding, self.loss) if len(rows) else None

    def scores(self, role: int | None, weights: Sequence[Floats]) -> list[Scores]:
        """All weights in one pass over the rows, which may be in a file."""
        if not len(self._rows(role)):
            return []
        errors, mean = [Errors(loss=loss_in_units(self)) for _ in weights], self.mean_weight(role)
        for block in self._slabs(role):
            y, counts = in_units(block.y, self), None if block.weights is None else block.weights * mean
            for w, sums in zip(weights, errors, strict=True):
                sums.add(y, predicted(self, block, w), counts)
        return [checked(scores_of(sums), self, w) for sums, w in zip(errors, weights, strict=True)]

    def predicted(self, role: int | None, w: Floats) -> PredictedRows | None:
        rows = self._rows(role)
        if not len(rows):
            return None
        every = slice(None, None, minibatch.how_many(len(rows), self.table.limits.error_rows))
        mean = self.mean_weight(role)
        some = [
            (block[every], None if block.weights is None else block.weights[every] * mean)
            for block in self._slabs(role)
        ]
        return PredictedRows.joined([predicted_rows(block, w, self.encoding, weights) for block, weights in some])

    def robust(self, fit: LeastSquares, L: Floats) -> Robust:
        return hc3(self._slabs(None), fit, L)

    def sums(self) -> RowSums:
        table = self.table
        pieces = ((role, rows_of_records(piece[:])) for role, piece in table.shuffled.pieces if len(piece))
        return RowSums.of_rows(pieces, table.columns, table.codes, self.encoding.statistics)

    def training_rows(self) -> Iterator[Rows]:
        for start in range(0, self.n, PASSED_ROWS):
            rows = rows_of_records(self.trains[slice(start, start + PASSED_ROWS)])
            yield replace(rows, codes=rows.codes.astype(np.intp))

    def truth(self) -> Iterator[tuple[Floats, Floats | None]]:
        for block in self._slabs(None):
            yield block.y * self.encoding.y_scale + self.encoding.y_centre, block.weights

    def mean_weight(self, role: int | None) -> float:
        """For how many rows one of a role's rows counts on average."""
        tally = self.table.shuffled.tally(self.roles_of(role))
        return tally.weight / tally.n

    def sample(self) -> Iterator[tuple[bool, Rows]]:
        """The first rows of each piece, which is shuffled."""
        share = min(1.0, self.table.limits.report_rows / len(self.table))
        for role, piece in self.table.shuffled.pieces:
            if role in self.aside:
                continue
            rows = rows_of_records(piece[: round(len(piece) * share)])
            yield role not in self.training, replace(rows, codes=rows.codes.astype(np.intp))

    def _rows(self, role: int | None) -> Chain:
        return self.table.shuffled.rows(self.roles_of(role))

    def _slabs(self, role: int | None) -> "Blocks":
        """A role's rows, or (None) those that train, for one pass over all of them."""
        rows = self._rows(role)
        count = minibatch.how_many(len(rows) * rows[:1].nbytes, self.table.limits.slab_bytes)
        return Blocks(self, role, minibatch.bounds(len(rows), count))


class Blocks(Sequence[Block]):
    """Rows in pieces, each read and encoded whenever it is asked for."""

    def __init__(self, fold: ShuffledFold, role: int | None, edges: Ints, along: Preconditioner = IDENTITY) -> None:
        self.fold, self.rows, self.edges, self.along = fold, fold._rows(role), edges, along
        self.weight = fold.mean_weight(role)

    def __len__(self) -> int:
        return len(self.edges) - 1

    def __getitem__(self, k: int) -> Block:  # type: ignore[override]  # nobody slices it
        rows = rows_of_records(self.rows[slice(int(self.edges[k]), int(self.edges[k + 1]))])
        return self.along.block(self.fold.block(rows, weight=self.weight))
