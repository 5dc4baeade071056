"""Errors on held-out rows beside those of a ridge that cross-validation chooses.

    python benchmarks/ridge.py imports-85.tab:price:40 uk_bmw.csv:price:20 …

Needs `pip install -e '.[bench]'`. Of each table a fifth of the rows is held out at random, so many times (the number
behind the target). lrcli's default recipe, solved exactly, and two ridges learn from the others: numbers standardised,
missing ones replaced by their mean and marked, texts one-hot, an unseen one in no column; one alpha for all weights,
among 29 from 0.001 to 10,000, by leave-one-out, as RidgeCV does it, or by five folds, as GridSearchCV does. Both are
computed from the eigenvectors of XᵀX, since 145 fits by scikit-learn for each of 20 splits would take hours.

--rows a,b,…: only so many rows for each weight train, and up to 2,000 others are held out. --steps also trains by
minibatch SGD with two seeds and shows how far their errors are apart, in percent.

What is shown: the mean of the quotient of both errors over the splits, with its standard error, paired, and that of
least squares for comparison.
"""

import argparse
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from sklearn.model_selection import KFold

from lrcli.data.rows.rows import Rows
from lrcli.data.tables.scratch import Scratch
from lrcli.data.tables.split import TEST, TRAIN, Split, by_split
from lrcli.fitting.fit import Fit
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.interface import Fold, Storage
from lrcli.jobs.plan import plan_for
from lrcli.jobs.selection import Selection

ALPHAS = np.logspace(-3, 4, 29)
FOLDS, SLAB = 5, 4096
MOST_HELD_OUT = 2000  # where few rows train
ROUNDING = 1e-11  # of the largest eigenvalue


@dataclass(frozen=True)
class Errors:
    """RMSE on the held-out rows of one split."""

    lrcli: float
    least_squares: float
    by_leave_one_out: float
    by_folds: float
    decay: float  # λ n of numbers
    steps: tuple[float, ...]  # of trainings by steps


class Ridge:
    """All ridges of some rows, by the eigenvectors of their centred products."""

    def __init__(self, X: sparse.csr_matrix, y: np.ndarray) -> None:
        self.X, self.y, self.mean, self.y_mean = X, y, np.asarray(X.mean(axis=0))[0], y.mean()
        products = (X.T @ X).toarray() - len(y) * np.outer(self.mean, self.mean)
        values, self.Q = np.linalg.eigh(products)
        self.values = np.where(values > ROUNDING * values[-1], values, 0.0)
        self.along = self.Q.T @ (X.T @ (y - self.y_mean))

    def predict(self, X: sparse.csr_matrix) -> np.ndarray:
        """Of each row, by each alpha, (n, alphas)."""
        W = self.Q @ (self.along[:, None] / (self.values[:, None] + ALPHAS))
        return X @ W - self.mean @ W + self.y_mean

    def left_out(self) -> np.ndarray:
        """Σ squared errors of rows, each predicted by a ridge of the others, (alphas,)."""
        squares = np.zeros(len(ALPHAS))
        for start in range(0, len(self.y), SLAB):
            X, y = self.X[start : start + SLAB], self.y[start : start + SLAB]
            U = X @ self.Q - self.mean @ self.Q
            leverage = U**2 @ (1 / (self.values[:, None] + ALPHAS)) + 1 / len(self.y)
            squares += (((self.predict(X) - y[:, None]) / (1 - leverage)) ** 2).sum(axis=0)
        return squares


def columns(fold: Fold, rows: Rows) -> sparse.csr_matrix:
    """What scikit-learn would make of the same columns, scaled by what trains: numbers, marks, one-hot texts."""
    known = fold.encoding.statistics
    absent = np.isnan(rows.numeric)
    numbers = np.where(absent, 0.0, (rows.numeric - known.mean) / np.where(known.std > 0, known.std, 1.0))
    blocks = [sparse.csr_matrix(np.hstack([numbers, absent[:, known.missing]]))]
    for k, share in enumerate(known.shares):
        one_hot = sparse.csr_matrix(
            (np.ones(len(rows)), (np.arange(len(rows)), rows.codes[:, k])), shape=(len(rows), len(share))
        )
        blocks.append(one_hot.multiply(share > 0))
    return sparse.hstack(blocks, format="csr")


def by_ridges(fold: Fold) -> tuple[float, float]:
    """RMSE on the held-out rows by leave-one-out and by folds."""
    apart, rest = (fold.table.rows[fold._index(role)] for role in (None, TEST))
    X, y = columns(fold, apart), apart.y
    ridge, squares = Ridge(X, y), np.zeros(len(ALPHAS))
    for training, others in KFold(FOLDS, shuffle=True, random_state=0).split(y):
        squares += ((Ridge(X[training], y[training]).predict(X[others]) - y[others, None]) ** 2).sum(axis=0)
    errors = np.sqrt(((ridge.predict(columns(fold, rest)) - rest.y[:, None]) ** 2).mean(axis=0))
    return float(errors[ridge.left_out().argmin()]), float(errors[squares.argmin()])


def measure(table: Storage, split: Split, seed: int, *, steps: bool) -> Errors:
    dealer = by_split(split, seed)
    fold = table.fold(dealer, [TRAIN], Recipe(solver="exact"))
    by_steps = []
    for own in range(2) if steps else ():
        fit = Fit([table.fold(dealer, [TRAIN], Recipe(seed=own))], [TEST], [Recipe(seed=own)])
        for _ in fit:
            pass
        by_steps.append(fit.fitted().w[0, 0])
    weights = [fold.solve(decay).w.astype(np.float64) for decay in (None, 0.0)]
    own, least_squares, *others = (scores.rmse for scores in fold.scores(TEST, [*weights, *by_steps]))
    return Errors(own, least_squares, *by_ridges(fold), fold.number_decay * fold.weight, tuple(others))


def few(table: Storage, rows_a_weight: float, seed: int) -> tuple[Storage, Split]:
    """Rows drawn at random, of which so many a weight train, and the split that holds out the others."""
    drawn = np.random.default_rng(seed).permutation(len(table))
    n = 20
    while n < rows_a_weight * weights_of(table, drawn[:n]) and n < len(drawn) / 2:
        n += 1 + n // 20
    held_out = min(MOST_HELD_OUT, len(drawn) - n)
    return replace(table, rows=table.rows[np.sort(drawn[: n + held_out])]), Split(n, 0, held_out)


def weights_of(table: Storage, index: np.ndarray) -> int:
    """Of the columns that some rows differ in."""
    rows = table.rows[index]
    levels = sum(len(np.unique(codes)) for codes in rows.codes.T)
    return int((np.nanstd(rows.numeric, axis=0) > 0).sum()) + levels


def quotient(values: list[float], others: list[float]) -> str:
    """The mean quotient, with its standard error."""
    each = np.array(values) / np.array(others)
    return f"{each.mean():.4f} ± {each.std(ddof=1) / np.sqrt(len(each)):.4f}"


def show(name: str, several: list[Errors], n: int) -> None:
    own, plain = [each.lrcli for each in several], [each.least_squares for each in several]
    one_out, folds = [each.by_leave_one_out for each in several], [each.by_folds for each in several]
    k = f"{np.median([each.decay for each in several]):.2g}"
    apart = [100 * (max(each.steps) / min(each.steps) - 1) for each in several if each.steps]
    spread = f" | {max(apart):.2f}" if apart else ""
    cells = [
        name,
        f"{n:,}",
        f"{len(several)}",
        quotient(own, one_out),
        quotient(own, folds),
        quotient(plain, one_out),
        k,
    ]
    print(f"| {' | '.join(cells)}{spread} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("tables", nargs="+", metavar="FILE:TARGET:SPLITS")
    parser.add_argument("--rows", default="", help="rows that train for each weight, by default four fifths of all")
    parser.add_argument("--where")
    parser.add_argument("--log-target", action="store_true")
    parser.add_argument("--steps", action="store_true")
    options = parser.parse_args()
    most = " | seeds apart, % |" if options.steps else " |"
    print("| table | rows that train | splits | / leave-one-out | / five folds | least squares | k" + most)
    print("|---|---|---|---|---|---|---|" + "---|" * options.steps)
    for each in options.tables:
        path, target, splits = each.rsplit(":", 2)
        selection = Selection(target=target, log_target=options.log_target, where=options.where)
        name, whole = path.rpartition("/")[2].rpartition(".")[0], Split(80, 0, 20)
        with Scratch(None) as scratch:
            plan = replace(plan_for([Recipe(solver="exact")], by_split(whole, 0)), training_role=TRAIN)
            table = selection.gather(path, plan, scratch, None)
            for rows in options.rows.split(","):
                parts = [few(table, float(rows), seed) if rows else (table, whole) for seed in range(int(splits))]
                several = [measure(*part, seed, steps=options.steps) for seed, part in enumerate(parts)]
                n = table.fold(by_split(whole, 0), [TRAIN], Recipe(solver="exact")).n
                if rows:
                    own, split = parts[0]
                    n = own.fold(by_split(split, 0), [TRAIN], Recipe(solver="exact")).n
                show(f"{name}, {rows} rows a weight" if rows else name, several, n)


if __name__ == "__main__":
    main()
