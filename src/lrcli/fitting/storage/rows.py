"""Few rows: all of them in memory, in the file's order, encoded once."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.encoding import statistics
from lrcli.data.tables.row_sums import RowSums
from lrcli.data.tables.split import Dealer
from lrcli.errors import DataError
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.scores import errors_on, from_log, predicted_rows, score
from lrcli.fitting.storage.held_out_losses import loss_on_rows
from lrcli.fitting.storage.incoming import Incoming
from lrcli.fitting.storage.interface import Fold, Loss, Storage, encoding_of
from lrcli.fitting.storage.portion import NOBODYS, thinned
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning import minibatch
from lrcli.learning.linear import Block
from lrcli.learning.solution.analytic import PRECISE_CELLS, Paraboloid, solve
from lrcli.learning.solution.precondition import Preconditioner
from lrcli.learning.statistics.inference import LeastSquares, Robust, hc3
from lrcli.model.record import Scores
from lrcli.text import count

FEWEST_ROWS = 2  # that can be learned from: one has no deviation
FOLDS = 10  # of the rows, each of which is predicted by a model of the nine others
ENOUGH = 1000  # errors, for which more folds need not be solved


@dataclass(frozen=True, kw_only=True)
class RowStorage(Storage):
    """A whole table."""

    rows: Rows

    @classmethod
    def of(cls, incoming: Incoming) -> "RowStorage":
        return cls(rows=incoming.rows(), **incoming.facts())

    def __len__(self) -> int:
        return len(self.rows)

    def of_target(self, index: int) -> "RowStorage":
        return replace(self, rows=self.rows.of_target(index, self.columns), **self.facts_of_target(index))

    def in_file_order(self) -> Rows:
        return self.rows

    def missing(self) -> dict[str, int]:
        counts = zip(self.columns.numeric, np.isnan(self.rows.numeric).sum(axis=0).tolist(), strict=True)
        more = zip(self.columns.categorical, (self.rows.codes == 0).sum(axis=0).tolist(), strict=True)
        return {name: count for name, count in [*counts, *more] if count}

    def fold(
        self, dealer: Dealer, training: Sequence[int], recipe: Recipe, share: float = 1.0, aside: Sequence[int] = ()
    ) -> "RowFold":
        roles = dealer.of_table(self.rows.y, self.rows.keys)
        dealer.check(roles.tolist())
        trains = int(np.isin(roles, training).sum())
        if trains < FEWEST_ROWS:  # before their mean is taken
            name = self.files[0].name if self.files else "the table"
            raise DataError(f"{name}: {count(trains, 'training row')}; at least {FEWEST_ROWS} are needed")
        roles = roles if share == 1 else thinned(roles, training, share, recipe.seed)
        return RowFold(self, np.where(np.isin(roles, aside), NOBODYS, roles), training, recipe, dealer)


class RowFold(Fold):
    """Rows of a table, by their index."""

    table: RowStorage

    def __init__(self, table: RowStorage, roles: Ints, training: Sequence[int], recipe: Recipe, dealer: Dealer) -> None:
        """roles (n,): the role or fold of each row. dealer: what dealt them, and deals the training rows again."""
        self.table, self.roles, self.training, self.recipe, self.dealer = table, roles, training, recipe, dealer
        self.trains = self._index(None)
        self.held_out = int((roles != NOBODYS).sum()) - len(self.trains)
        self.n, self.weight = len(self.trains), table.rows[self.trains].weight
        known = statistics(table.rows, self.trains, table.codes)
        self.encoding = encoding_of(table.columns, recipe, self.weight, known, lambda: table.rows[self.trains])
        self.encoded = self.block(table.rows[self.trains])
        self._left_out: dict[tuple[bytes, bytes], PredictedRows | None] = {}  # by weights and optimum, the last alone

    @classmethod
    def stack(
        cls, folds: Sequence["RowFold"], count: int, rng: np.random.Generator, maps: Sequence[Preconditioner]
    ) -> minibatch.RowMinibatches | minibatch.MomentMinibatches:
        blocks = [along.block(fold.encoded) for fold, along in zip(folds, maps, strict=True)]
        losses = None if folds[0].recipe.squared else [fold.loss for fold in folds]
        return minibatch.make(blocks, folds[0].encoding.p - maps[0].fewer, count, rng, losses)

    def as_rows(self, count: int, rng: np.random.Generator, along: Preconditioner) -> minibatch.RowMinibatches:
        block = along.block(self.encoded)[rng.permutation(self.n)]
        return minibatch.RowMinibatches.of([block], self.encoding.p - along.fewer, count, [self.loss])

    @property
    def blocks(self) -> Sequence[Block]:
        return [self.encoded]

    def solve(self, weight_decay: float | None) -> Paraboloid:
        exact = self.recipe.solver == "exact"
        worth_it = exact and self.n * self.encoding.p <= PRECISE_CELLS
        precise = self.block(self.table.rows[self.trains], extended=True) if worth_it else None
        return solve(
            [self.encoded],
            self.n,
            self.encoding.p,
            self.decay(weight_decay),
            exact=exact,
            precise=precise,
            resolution=self.encoding.resolution,
        )

    def loss_of(self, role: int) -> Loss | None:
        rows = self._index(role)
        return loss_on_rows([self._block(role)], len(rows), self.encoding, self.loss) if len(rows) else None

    def scores(self, role: int | None, weights: Sequence[Floats]) -> list[Scores]:
        rows = self._index(role)
        if not len(rows):
            return []
        block, own = self._block(role), self.table.rows[rows]
        return [score(self, block, from_log(own.y, self), w, own.weights) for w in weights]

    def predicted(self, role: int | None, w: Floats) -> PredictedRows | None:
        rows = self.table.rows[self._index(role)]
        if not len(rows):
            return None
        return replace(predicted_rows(self._block(role), w, self.encoding, rows.weights), keys=rows.keys)

    def left_out(self, w: Floats, optimum: Floats) -> PredictedRows | None:
        """Training rows, each predicted by the optimum of the other folds.

        That prediction is moved by what the weights w differ from the optimum of all rows: ŷ = ŷ₋ₖ + ŷ_w − ŷ*.
        """
        asked = w.tobytes(), optimum.tobytes()
        if asked not in self._left_out:  # the ranges around predictions ask, and the verdict asks again
            self._left_out = {asked: self._by_others(w, optimum)}
        return self._left_out[asked]

    def _by_others(self, w: Floats, optimum: Floats) -> PredictedRows | None:
        recipe, trained = self.recipe, self.table.rows[self.trains]
        dealer = self.dealer.refolded(min(FOLDS, self.n), trained.keys)
        if dealer is None:
            return None
        dealt = dealer.of_table(trained.y, trained.keys)
        roles = np.full(len(self.table), NOBODYS)
        roles[self.trains] = dealt
        own = errors_on(self.encoded, w, self.encoding) - errors_on(self.encoded, optimum, self.encoding)
        # Few rows have no δ of their own: nearly as many weights fit most of them exactly.
        solver = replace(recipe, solver="sgd", loss=recipe.loss if recipe.loss_function else f"huber:{self.delta!r}")
        several: list[PredictedRows] = []
        for training, role in dealer.folds():
            if sum(map(len, several)) >= ENOUGH:
                break
            if not ((dealt == role).any() and np.isin(dealt, training).any()):
                continue
            others = RowFold(self.table, roles, training, solver, dealer)
            moved, w_others = own[dealt == role], others.optimum(recipe.weight_decay, recipe.l1).w
            predicted = others.predicted(role, w_others)
            assert predicted is not None
            several.append(predicted.moved(moved))
        return PredictedRows.joined(several) if several else None

    def robust(self, fit: LeastSquares, L: Floats) -> Robust:
        return hc3([self.encoded], fit, L)

    def sums(self) -> RowSums:
        table = self.table
        roles = ((role, table.rows[np.flatnonzero(self.roles == role)]) for role in sorted(set(self.roles.tolist())))
        return RowSums.of_rows(roles, table.columns, table.codes, self.encoding.statistics)

    def training_rows(self) -> Iterator[Rows]:
        yield self.table.rows[self.trains]

    def truth(self) -> Iterator[tuple[Floats, Floats | None]]:
        trained = self.table.rows[self.trains]
        yield trained.y, trained.weights

    def sample(self) -> Iterator[tuple[bool, Rows]]:
        """All rows."""
        for role in sorted({*self.roles.tolist()} - {NOBODYS}):
            yield role not in self.training, self.table.rows[np.flatnonzero(self.roles == role)]

    def _index(self, role: int | None) -> Ints:
        return np.flatnonzero(np.isin(self.roles, self.roles_of(role)))

    def _block(self, role: int | None) -> Block:
        return self.encoded if role is None else self.block(self.table.rows[self._index(role)])
