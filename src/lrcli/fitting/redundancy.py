"""What there is to say of features that repeat others, and of those that give the target away."""

from collections.abc import Iterator

import numpy as np

from lrcli.data.columns.schema import Columns
from lrcli.data.describe.spread import TELLTALE
from lrcli.data.tables.encoding import Encoding
from lrcli.fitting.storage.interface import Fold
from lrcli.learning.solution.analytic import MOST_PASSES, WIDEST_MATRIX, Paraboloid
from lrcli.learning.solution.redundancy import ColumnRelation, correlations, determined, relations
from lrcli.model.relation import Relation as KeptRelation
from lrcli.notation.terms import Factor

ROUNDED_WEIGHT = 1e-6  # of a deviation: what a weight adds that is less is rounding
ROUNDED_MEAN = 1e-12  # of a mean: what values far from 0 differ by that is less is rounding


def redundant(fold: Fold, loss: Paraboloid) -> list[str]:
    """One line for each feature that says nothing of its own, or too much; of categories not among too many weights.

    With more weights than rows nearly every feature follows from others, in these rows alone: that is one line.
    """
    columns, encoding = fold.table.columns, fold.encoding
    if _more_weights(fold, loss):
        return [_more_weights_than_rows(fold)]
    lines = [relation.line for relation in relations_of(fold, loss)]
    if not loss.arrived:
        lines.append(
            f"the analytic solution of {encoding.p:,} weights is near and not exact: conjugate gradients did not end "
            f"within {MOST_PASSES:,} passes over the rows; --weight-decay makes them end sooner"
        )
    if encoding.p > WIDEST_MATRIX:
        if len(columns.categorical) > 1:
            lines.append(f"among {encoding.p:,} weights it is not looked for whether one category tells another")
        return lines
    if columns.weights:  # the rows of a level are counted in G, where those of weights below 1 would not be noticed
        return [*lines, *_telltale(fold, loss)]
    ends = [first + int(of_code.max()) + 1 for first, of_code in zip(encoding.first, encoding.weight, strict=True)]
    pairs = determined(loss.hessian, encoding.p, fold.n, list(zip(encoding.first, ends, strict=True)))
    of: dict[int, int] = {}
    for a, b in pairs:
        if (b, a) not in pairs or a < b:  # of two that tell each other the first is kept
            of.setdefault(b, a)
    texts = columns.categorical
    lines += [f"{texts[b]} is redundant: each {texts[a]} has one {texts[b]}" for b, a in sorted(of.items())]
    return [*lines, *_telltale(fold, loss)]


def _more_weights_than_rows(fold: Fold) -> str:
    return (
        f"{fold.encoding.p:,} weights and {fold.n:,} rows to learn them from: many models fit these rows exactly, and "
        "this is the one of smallest weights; --weight-decay, or fewer columns with --features, predict new rows better"
    )


def _more_weights(fold: Fold, loss: Paraboloid) -> bool:
    """Whether the numbers alone fit any target of so few rows."""
    return len(loss.numbers.columns) == fold.n < fold.encoding.p


def relations_of(fold: Fold, loss: Paraboloid) -> list[KeptRelation]:
    """The numbers that are sums of others in every training row, in the columns' own units.

    None where rows are fewer than weights, which are so related by their number alone, and of slopes of one column for
    all texts of another, which add up to the column in every row there is.
    """
    columns = fold.table.columns
    if _more_weights(fold, loss):
        return []
    numbers = range(1, 1 + len(columns.numeric))
    each = [relation for relation in relations(loss.numbers) if {relation.column, *relation.others} <= {*numbers}]
    return [
        _in_units(relation, columns.numeric, fold.encoding)
        for relation in each
        if not _by_construction(relation, columns)
    ]


def _by_construction(relation: ColumnRelation, columns: Columns) -> bool:
    names = [columns.numeric[index - 1] for index in (relation.column, *relation.others)]
    factors = [columns.terms.get(name, (Factor(name),)) for name in names]
    return len({tuple(factor for factor in term if factor.level is None) for term in factors}) == 1


def _in_units(relation: ColumnRelation, names: tuple[str, ...], encoding: Encoding) -> KeptRelation:
    k, zero = relation.column - 1, np.zeros(1 + len(names))  # of x: constant + Σ weights · x[others] − x[column] = 0
    zero[[0, relation.column, *relation.others]] = relation.constant, -1.0, *relation.weights
    per_unit, constant = encoding.per_unit(zero)
    per_unit, constant = per_unit / -per_unit[k], constant / -per_unit[k]
    mean, std = abs(float(encoding.statistics.mean[k])), float(encoding.statistics.std[k])
    matters = np.abs(per_unit) * encoding.statistics.std > ROUNDED_WEIGHT * std
    return KeptRelation(
        feature=names[k],
        constant=0.0 if abs(constant) < ROUNDED_WEIGHT * (mean + std) else float(constant),
        weights={names[j]: float(per_unit[j]) for j in np.flatnonzero(matters).tolist() if j != k},
        tolerance=ROUNDED_WEIGHT * std + ROUNDED_MEAN * mean,
    )


def _telltale(fold: Fold, loss: Paraboloid) -> Iterator[str]:
    """Columns of numbers that are nearly the target; where a number is missing, the mean stands for it."""
    columns, encoding, statistics = fold.table.columns, fold.encoding, fold.encoding.statistics
    d = 1 + len(columns.numeric)
    w = loss.w.astype(np.float64)
    M = encoding.centred.products
    G = M.T @ loss.hessian(np.eye(d, encoding.p))[:, :d] @ M
    c = (loss.hessian(w) + loss.decay * w)[:d] @ M  # (G + diag λ) w* = c
    y_mean, y_std = (statistics.y_mean - encoding.y_centre) / encoding.y_scale, statistics.y_std / encoding.y_scale
    target = columns.learned_target
    for name, r in zip(columns.numeric, correlations(G, c, y_mean, y_std)[1:].tolist(), strict=True):
        if abs(r) > TELLTALE:
            yield f"{name} gives {target} away: their correlation is {r:.5f}; --exclude leaves it out"
