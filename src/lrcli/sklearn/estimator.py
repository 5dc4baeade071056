"""Linear regression by minibatch stochastic gradient descent, with the interface of scikit-learn."""

from inspect import Parameter, Signature
from typing import Any, Self

import numpy as np
from numpy.typing import ArrayLike
from sklearn.base import BaseEstimator, RegressorMixin
from sklearn.utils.validation import check_array, check_is_fitted, validate_data

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.split import TRAIN, VALIDATION, by_split
from lrcli.errors import DivergenceError, OptionError
from lrcli.fitting.build import in_users_units
from lrcli.fitting.fit import Fit
from lrcli.fitting.storage.rule import keep
from lrcli.jobs.judgement.divergence import divergence_message
from lrcli.python.keywords import RECIPE, errors_in_python, in_python, recipe_of

FEWEST_SAMPLES = 2  # one row has no variance to learn from
TARGET, WEIGHTS = "y", "sample_weight"
RENAMED = {"alpha": "rmsprop_alpha"}  # alpha is in scikit-learn the strength of a penalty, here weight_decay
DEFAULTS = {RENAMED.get(name, name): each.default for name, each in RECIPE.items()} | {"split": "none"}


class LinearSGDRegressor(RegressorMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn has no types
    """Linear regression by minibatch stochastic gradient descent.

        LinearSGDRegressor(optimizer="momentum", beta=0.5, weight_decay=0.01).fit(X, y)

    The parameters are the options of `lrcli.train` that say how to train, by the same names, but for alpha of
    RMSProp, which is rmsprop_alpha. All rows train unless `split` holds some out ("80/20", for `patience`). X is
    numbers without a missing one, for scikit-learn has its own encoders and imputers. A row of weight 2 counts as two.

    coef_ (d,), intercept_: the weights in units of X and y, of k targets (k, d) and (k,). n_iter_: the epochs that were
    run, the most of several targets, 0 of the exact solver.
    n_features_in_, feature_names_in_: as of every estimator.
    """

    def __init__(self, **options: Any) -> None:
        if unknown := options.keys() - DEFAULTS.keys():
            raise TypeError(f"LinearSGDRegressor has no parameter {min(unknown)!r}; it has {', '.join(DEFAULTS)}")
        for name, default in DEFAULTS.items():
            setattr(self, name, options.get(name, default))

    # scikit-learn reads the parameters from here, so that they are declared once, with the options themselves.
    __init__.__signature__ = Signature(  # type: ignore[attr-defined]
        [
            Parameter("self", Parameter.POSITIONAL_OR_KEYWORD),
            *(Parameter(name, Parameter.KEYWORD_ONLY, default=default) for name, default in DEFAULTS.items()),
        ]
    )

    def fit(self, X: ArrayLike, y: ArrayLike, sample_weight: ArrayLike | None = None) -> Self:
        """Learn from X (n, d) and y (n,) or (n, k), rows that count as often as sample_weight (n,) says, if not 0.

        Several targets are learned one after the other, each as if it were alone. Raise OptionError for a parameter
        that cannot be, or DivergenceError.
        """
        values, truth = validate_data(
            self, X, y, dtype=np.float64, y_numeric=True, multi_output=True, ensure_min_samples=FEWEST_SAMPLES
        )
        weights = None
        if sample_weight is not None:
            given = check_array(sample_weight, dtype=np.float64, ensure_2d=False, input_name="sample_weight")
            if given.shape != truth.shape[:1] or (given < 0).any() or np.count_nonzero(given) < FEWEST_SAMPLES:
                raise ValueError(
                    f"sample_weight has to be a number for each of the {len(truth)} rows, none below zero and at least "
                    f"{FEWEST_SAMPLES} above: a row of weight zero is left out"
                )
            counting = given > 0
            values, truth, weights = values[counting], truth[counting], given[counting]
        # A column that never changes tells nothing that the bias does not, and cannot be scaled.
        varies = np.ptp(values, axis=0) > 0
        targets = np.asarray(truth, dtype=np.float64).reshape(len(truth), -1).T
        coef, intercept, self.n_iter_ = np.zeros((len(targets), values.shape[1])), np.zeros(len(targets)), 0
        with errors_in_python():
            for k, target in enumerate(targets):
                coef[k, varies], intercept[k] = self._learn(values[:, varies], target.copy(), weights)
        several = truth.ndim > 1
        self.coef_: Floats = coef if several else coef[0]
        self.intercept_: Floats | float = intercept if several else float(intercept[0])
        return self

    def _learn(self, X: Floats, y: Floats, weights: Floats | None) -> tuple[list[float], float]:
        """The weight of each column, and the bias."""
        parameters = self.get_params()
        recipe = recipe_of({name: parameters[RENAMED.get(name, name)] for name in RECIPE})
        if np.ptp(y) == 0:  # which cannot be scaled, and needs no features
            return [0.0] * X.shape[1], float(y[0])
        names = tuple(f"x{k}" for k in range(X.shape[1]))
        none = np.zeros((len(X), 0), dtype=np.intp)
        rows = Rows(X, none, y, np.zeros(len(X), dtype=np.intp), weights)
        table = keep(rows, Columns(TARGET, names, (), weights=None if weights is None else WEIGHTS))
        fold = table.fold(by_split(recipe.split_of(len(y)), recipe.seed), [TRAIN], recipe)
        if recipe.patience is not None and not fold.loss_of(VALIDATION):
            raise OptionError("patience", "needs validation rows; give some with --split 80/20")
        fit = Fit([fold], [VALIDATION], [recipe])
        for _ in fit:
            pass
        fitted = fit.fitted()
        if fitted.steps:
            self.n_iter_ = max(self.n_iter_, int(fitted.steps.epochs_run[0, 0]))
            if fitted.stopped[0, 0] == "diverged":
                message = divergence_message(fold, fitted.optimum[0][0], recipe, fitted.steps, of_file=False)
                raise DivergenceError(in_python(message))
        features, bias = in_users_units(fold, fitted.w[0, 0])
        return [float(feature.slope or 0.0) for feature in features], bias

    def predict(self, X: ArrayLike) -> Floats:
        """ŷ (n,) = X coef_ + intercept_, of several targets (n, k) = X coef_ᵀ + intercept_."""
        check_is_fitted(self)
        values = validate_data(self, X, dtype=np.float64, reset=False)
        y_hat: Floats = values @ self.coef_.T + self.intercept_
        return y_hat

    def __sklearn_tags__(self) -> Any:
        tags = super().__sklearn_tags__()
        tags.target_tags.multi_output = True
        return tags
