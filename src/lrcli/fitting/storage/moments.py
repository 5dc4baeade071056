"""Many rows of few columns: the moments of minibatches, and rows drawn at random for what moments do not tell."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

import numpy as np
from msgspec import structs

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.dropped_rows import DroppedRows
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.encoding import Encoding
from lrcli.data.tables.gather import Gatherer, Plan
from lrcli.data.tables.group_moments import totals
from lrcli.data.tables.moments import Moments, Scale
from lrcli.data.tables.powers import powers_of
from lrcli.data.tables.row_sums import EarlierRows, RowSums
from lrcli.data.tables.split import Dealer
from lrcli.errors import DataError
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.scores import from_log, predicted, predicted_rows, score, scores_of
from lrcli.fitting.storage.held_out_losses import loss_by_factor, loss_by_moments
from lrcli.fitting.storage.incoming import Incoming
from lrcli.fitting.storage.interface import Fold, Loss, Storage, encoding_of
from lrcli.fitting.storage.portion import thinned
from lrcli.fitting.storage.predicted_rows import PredictedRows
from lrcli.learning import minibatch
from lrcli.learning.linear import Block, centre
from lrcli.learning.metrics import METRICS, Errors
from lrcli.learning.solution.analytic import Paraboloid, from_factor, from_moments, numbers_of_moments, root_of
from lrcli.learning.solution.precondition import Preconditioner
from lrcli.learning.solution.triangular_factor import triangle
from lrcli.learning.statistics.inference import GROUPS, LeastSquares, Robust, jackknife
from lrcli.limits import Limits
from lrcli.model.record import Scores
from lrcli.text import count

SOME_GROUPS = 64  # groups of minibatches whose moments are encoded at once


@dataclass(frozen=True, kw_only=True)
class MomentStorage(Storage):
    """The moments of a table's minibatches, whose rows were dealt to roles while they were read."""

    moments: Moments
    samples: dict[int, Rows]  # rows of each role, drawn at random

    keeps_rows: ClassVar[bool] = False

    @classmethod
    def of(cls, incoming: Incoming, earlier: EarlierRows | None = None) -> "MomentStorage":
        """earlier: rows that are added up with these, as if they stood before them."""
        columns, limits = incoming.reading.columns, incoming.reading.files.limits
        if earlier is None:
            scale = Scale.of(Rows.of(incoming.first(), columns), powers_of(columns))
            gatherer = Gatherer(columns, incoming.plan, scale, limits)
        else:
            gatherer = _begun(incoming.plan, columns, earlier, limits)
        incoming.gather_into(gatherer)
        incoming.plan.dealer.check(each.role for each in gatherer.reduced)
        facts = incoming.facts()
        samples = {role: sample.rows() for role, sample in gatherer.samples.items()}
        codes = tuple(1 + len(levels) for levels in facts["levels"])
        if earlier is not None:
            facts["surveys"] = ()  # they know the new rows alone
        return cls(moments=gatherer.moments(codes), samples=samples, earlier=earlier, **facts)

    @classmethod
    def of_sums(cls, earlier: EarlierRows, columns: Columns, plan: Plan, limits: Limits) -> "MomentStorage":
        """Rows of which nothing is there but their sums."""
        gatherer = _begun(plan, columns, earlier, limits)
        return cls(
            moments=gatherer.moments(tuple(1 + len(levels) for levels in earlier.levels)),
            samples={},
            files=earlier.files,
            columns=columns,
            levels=earlier.levels,
            left_out=DroppedRows(),
            inputs=earlier.inputs,
            limits=limits,
            earlier=replace(earlier, files=()),  # which are those of the table
        )

    def __len__(self) -> int:
        return len(self.moments)

    def of_target(self, index: int) -> "MomentStorage":
        moments = self.moments.of_target(index, self.columns.features_read)
        samples = {role: rows.of_target(index, self.columns) for role, rows in self.samples.items()}
        return replace(self, moments=moments, samples=samples, **self.facts_of_target(index))

    def missing(self) -> dict[str, int]:
        names = {"missing": self.columns.numeric, "level": self.columns.categorical}
        return {names[kind][column]: count for (kind, column, _), count in self.moments.missing.items()}

    def fold(
        self, dealer: Dealer, training: Sequence[int], recipe: Recipe, share: float = 1.0, aside: Sequence[int] = ()
    ) -> "MomentFold":
        """share: of the minibatches, each of which is a fair sample of its window."""
        if share == 1:
            return MomentFold(self, training, recipe, aside)
        roles = thinned(self.moments.roles, training, share, recipe.seed)
        return MomentFold(
            replace(self, moments=replace(self.moments, roles=roles, factors={})), training, recipe, aside
        )

    def remarks(self) -> Iterator[str]:
        picked = f"measured on {count(sum(map(len, self.samples.values())), 'row')} drawn at random"
        of_rows = " and ".join(metric.symbol for metric in METRICS if not metric.by_moments)
        log = self.columns.log_target
        if self.earlier is not None and not self.samples:
            yield (
                f"of the {len(self):,} rows only sums are there: there are no {of_rows} and no ranges around "
                "predictions, and nothing is said of single rows"
            )
            return
        if self.earlier is not None:
            measured = "all errors" if log else of_rows
            yield (
                f"of the {len(self.earlier):,} earlier rows only sums are there: {measured} are "
                f"measured on the {len(self) - len(self.earlier):,} new ones, as is what is said of single rows and "
                f"ranges; all else is of all {len(self):,}"
            )
            return
        yield f"all errors are {picked}" if log else f"{of_rows} are {picked}, all else on all {len(self):,}"


class MomentFold(Fold):
    """Some of the minibatches, by their index."""

    table: MomentStorage

    def __init__(self, table: MomentStorage, training: Sequence[int], recipe: Recipe, aside: Sequence[int]) -> None:
        self.table, self.training, self.recipe, self.aside = table, training, recipe, aside
        self.trains = self._index(None)
        self.n = int(table.moments.sizes[self.trains].sum())
        self.held_out = len(table) - self.n - int(table.moments.sizes[table.moments.of_roles(aside)].sum())
        self.weight = table.moments.weights[self.trains].sum().item()
        statistics = table.moments.statistics(training)
        self._encode(encoding_of(table.columns, recipe, self.weight, statistics, lambda: self._sample(None)))

    def _encode(self, encoding: Encoding) -> None:
        self.encoding = encoding
        self.T = self.table.moments.map_to(encoding)
        with np.errstate(over="ignore", invalid="ignore"):  # too large to be squared: whoever checks the fold will tell
            self.total = self._total(self.trains)

    def widened(self, p: int) -> "MomentFold":
        other = super().widened(p)
        other._encode(other.encoding)
        return other

    @classmethod
    def stack(
        cls, folds: Sequence["MomentFold"], count: int, rng: np.random.Generator, maps: Sequence[Preconditioner]
    ) -> minibatch.MomentMinibatches:
        """Minibatches that were gathered can only be merged, neighbour with neighbour, in each fold as many."""
        gathered = min(len(fold.trains) for fold in folds)
        count = gathered // max(1, round(gathered / count))
        return minibatch.MomentMinibatches(
            np.array([fold._merged(count, along) for fold, along in zip(folds, maps, strict=True)])
        )

    def _merged(self, count: int, along: Preconditioner) -> Floats:
        """The training rows as `count` minibatches, (count, p + 1, p + 1).

        T P comes before Tᵀ A T: what is long and cancels then does so in sums of columns, not of their squares.
        """
        T = along.columns(self.T)
        edges = minibatch.bounds(len(self.trains), min(count, len(self.trains)))
        groups = [self.trains[start:stop] for start, stop in pairwise(edges)]
        A: Floats = T.T @ totals(self.table.moments, groups) @ T
        if self.table.columns.weights:  # their mean over the minibatches is that over all rows as they count
            weights = np.array([self.table.moments.weights[group].sum() for group in groups])
            A *= (weights / weights.mean())[:, None, None]
        return A

    @property
    def blocks(self) -> Sequence[Block]:
        raise self._no_rows("a loss that is not squared needs rows")

    def as_rows(self, count: int, rng: np.random.Generator, along: Preconditioner) -> minibatch.RowMinibatches:
        raise self._no_rows("--explain-step shows rows")

    def _no_rows(self, why: str) -> DataError:
        columns = self.table.columns
        most = 2 * self.table.limits.rows_of_a_window(len(columns.numeric) + len(columns.categorical))
        return DataError(
            f"{self.table.files[0].name}: {why}, and of {len(self.table):,} rows only the moments of minibatches are "
            f"kept; take fewer than {most:,} with --where"
        )

    def factor(self) -> Floats:
        R = self._factor(None)
        return root_of(self.total) if R is None else triangle(R)

    def solve(self, weight_decay: float | None) -> Paraboloid:
        d = 1 + len(self.encoding.centre) + len(self.encoding.statistics.missing)
        decay = self.decay(weight_decay)
        if (R := self._factor(None)) is not None:
            return from_factor(triangle(R), d, self.encoding.resolution, decay)
        return from_moments(self.total, numbers_of_moments(self.total, d), decay)

    def loss_of(self, role: int) -> Loss | None:
        index = self._index(role)
        if not len(index):
            return None
        R = self._factor(role)
        return loss_by_moments(self._total(index), self.encoding) if R is None else loss_by_factor(R, self.encoding)

    def scores(self, role: int | None, weights: Sequence[Floats]) -> list[Scores]:
        index = self._index(role)
        if not len(index):
            return []
        sample = self._sample(role)
        block, y = self.block(sample), from_log(sample.y, self)
        moments, weighted = self.table.moments, self.table.columns.weights is not None
        rows = int(moments.sizes[index].sum())
        weight = float(moments.weights[index].sum()) if weighted else None
        if self.table.columns.log_target:
            if not len(y):
                return []
            # Errors of exp(ŷ) are in no moments of ŷ, so they are measured on the sample; the count stays the table's.
            measured = [score(self, block, y, w, sample.weights) for w in weights]
            picked = len(y) if len(y) < rows else None
            return [structs.replace(one, rows=rows, weight=weight, sample=picked) for one in measured]
        A, R = self._total(index), self._factor(role)
        sampled = [Errors.of(y, predicted(self, block, w), sample.weights) for w in weights]
        return [scores_of(some, self._squares(A, R, w), rows, weight) for some, w in zip(sampled, weights, strict=True)]

    def predicted(self, role: int | None, w: Floats) -> PredictedRows | None:
        some = self._sample(role)
        return predicted_rows(self.block(some), w, self.encoding, some.weights) if len(some) else None

    def robust(self, fit: LeastSquares, L: Floats) -> Robust | None:
        if self.table.earlier is not None:  # whose minibatches are all alike, as no others are
            return None
        return jackknife(self._groups(), fit, L)

    def _groups(self) -> Iterator[tuple[Floats, Floats]]:
        """The training rows in up to GROUPS groups of minibatches: some groups' moments, and their shares of the rows.

        Neighbours go together. Each is a fair sample of its window, so that groups are alike as far as the file is.
        """
        edges = minibatch.bounds(len(self.trains), min(GROUPS, len(self.trains)))
        groups = [self.trains[start:stop] for start, stop in pairwise(edges)]
        for start in range(0, len(groups), SOME_GROUPS):
            some = groups[start : start + SOME_GROUPS]
            A = self.T.T @ totals(self.table.moments, some) @ self.T
            yield A, np.array([self.table.moments.weights[group].sum() for group in some]) / self.weight

    def sums(self) -> RowSums:
        return RowSums.of_moments(self.table.moments)

    def truth(self) -> Iterator[tuple[Floats, Floats | None]]:
        sample = self._sample(None)
        yield sample.y, sample.weights

    def sample(self) -> Iterator[tuple[bool, Rows]]:
        for role, rows in self.table.samples.items():
            if role not in self.aside:
                yield role not in self.training, rows

    def _index(self, role: int | None) -> Ints:
        return self.table.moments.of_roles(self.roles_of(role))

    def _total(self, index: Ints) -> Floats:
        """The moments of the encoded rows of some minibatches, (p + 1, p + 1)."""
        total: Floats = self.T.T @ self.table.moments.total(index) @ self.T
        return total

    def _factor(self, role: int | None) -> Floats | None:
        """R (m, p + 1) of a role's encoded rows, None where their moments are precise enough."""
        R = self.table.moments.factor(self.roles_of(role))
        return None if R is None else R @ self.T

    def _squares(self, A: Floats, R: Floats | None, w: Floats) -> Errors:
        """The squared errors of all rows, from their moments A (p + 1, p + 1) or their factor R, in which none cancel.

        They are sums over one row, the average one.
        """
        units = self.encoding.y_scale**2
        error = np.append(centre(w, self.encoding.centring), -1.0)
        mse = max(float(error @ A @ error), 0.0) if R is None else float(np.sum((R @ error) ** 2))
        variance = float(A[-1, -1] - A[0, -1] ** 2)
        return Errors(n=1, square=mse * units, scatter=variance * units)

    def _sample(self, role: int | None) -> Rows:
        """Rows that were drawn from a role, or from all that train: no more of several than of one."""
        samples = [self.table.samples[each] for each in self.roles_of(role) if each in self.table.samples]
        step = max(1, -(-sum(map(len, samples)) // self.table.limits.sample_rows))
        if len(samples) == 1:
            return samples[0][::step]
        return Rows.joined([Rows.empty(0, self.table.columns), *(rows[::step] for rows in samples)])


def _begun(plan: Plan, columns: Columns, earlier: EarlierRows, limits: Limits) -> Gatherer:
    """A gatherer that has gathered earlier rows already."""
    size = earlier.rows_of_a_minibatch(plan.size, limits.stack_bytes)
    roles = earlier.sums.roles.items()
    return Gatherer(
        columns,
        replace(plan, size=size),
        earlier.sums.scale,
        limits,
        marks=[*earlier.sums.marks],
        reduced=[sums.minibatches(role, size) for role, sums in roles],
        factors={role: sums.R for role, sums in roles},
        absent=Counter(earlier.sums.missing()),
    )
