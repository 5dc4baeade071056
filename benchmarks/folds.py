"""Compare lrcli's folds with scikit-learn's on tables sorted by kind: `python benchmarks/folds.py`.

Needs `pip install -e '.[bench]'` and takes a minute. In each table the rows of one kind lie together and the kind is
no column, so that neighbours have errors in common. Folds that are dealt among neighbours then hold the same of every
kind, and the error of a cross-validation comes out too low. Each table is cross-validated with 40 seeds: by lrcli's
exact solver, and by least squares on the folds of `KFold(shuffle=True)`. The mean errors agree where their difference
is within two standard errors; the exit status is 1 where they do not in some table.
"""

import sys

import numpy as np
from sklearn.linear_model import LinearRegression
from sklearn.model_selection import KFold

import lrcli

FOLDS, SEEDS = 5, 40
KINDS = {  # rows of each kind, in the order of the table
    "two halves": [60, 60],
    "ten kinds": [12] * 10,
    "many pairs": [2] * 80,
    "one large kind": [100, 8, 6, 4, 2],
    "a drift": [1] * 150,
}


def sorted_table(sizes, rng):
    """Columns x and y of rows sorted by kind: y depends on x and on the kind, which rises along the table."""
    n = sum(sizes)
    kind = np.repeat(np.linspace(0, 100, len(sizes)), sizes)
    x = rng.normal(50, 10, n)
    return x, 200 + 2 * x + kind + rng.normal(0, 5, n)


def error_of_lrcli(x, y, seed):
    """RMSE of all held-out rows."""
    measured = lrcli.crossval({"x": x, "y": y}, target="y", solver="exact", k=FOLDS, seed=seed)
    return measured.record.winner.validation.pooled


def error_of_sklearn(x, y, seed):
    """RMSE of all held-out rows."""
    X, squares = x[:, None], np.empty(len(y))
    for training, held_out in KFold(FOLDS, shuffle=True, random_state=seed).split(X):
        model = LinearRegression().fit(X[training], y[training])
        squares[held_out] = (model.predict(X[held_out]) - y[held_out]) ** 2
    return np.sqrt(squares.mean())


def main():
    agree = True
    print(f"{'table':<16} {'lrcli':>17} {'scikit-learn':>17}   difference in standard errors")
    for number, (name, sizes) in enumerate(KINDS.items()):
        x, y = sorted_table(sizes, np.random.default_rng(number))
        ours, theirs = (
            np.array([error(x, y, seed) for seed in range(SEEDS)]) for error in (error_of_lrcli, error_of_sklearn)
        )
        deviations = [errors.std(ddof=1) / np.sqrt(SEEDS) for errors in (ours, theirs)]
        difference = (ours.mean() - theirs.mean()) / np.hypot(*deviations)
        agree &= abs(difference) <= 2
        columns = [f"{errors.mean():.3f} ± {own:.3f}" for errors, own in zip((ours, theirs), deviations, strict=True)]
        print(f"{name:<16} {columns[0]:>17} {columns[1]:>17}   {difference:+.2f}")
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main())
