"""Learn a linear model from a table by minibatch stochastic gradient descent, and use it.

import lrcli
fit = lrcli.train("cars.csv", target="price")
print(fit.model.predict(mileage=120_000, age=10))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lrcli.errors import DataError, DivergenceError, LrcliError, ModelError, OptionError

if TYPE_CHECKING:
    from lrcli.python.fit import Fit
    from lrcli.python.functions import Epoch, Training, crossval, evaluate, merge, stats, train, training
    from lrcli.python.model import Model, load
    from lrcli.python.regularization_path import RegularizationPath
    from lrcli.python.results import Comparison, CrossValidation, Evaluation, Statistics

__version__ = "0.2.0"  # CITATION.cff and CHANGELOG.md have it too
__all__ = [
    "Comparison",
    "CrossValidation",
    "DataError",
    "DivergenceError",
    "Epoch",
    "Evaluation",
    "Fit",
    "LrcliError",
    "Model",
    "ModelError",
    "OptionError",
    "RegularizationPath",
    "Statistics",
    "Training",
    "crossval",
    "evaluate",
    "load",
    "merge",
    "stats",
    "train",
    "training",
]
_LAZY = {  # imported when they are asked for: the help needs none of them, one prediction no NumPy
    **dict.fromkeys(
        ["Epoch", "Training", "crossval", "evaluate", "merge", "stats", "train", "training"], "lrcli.python.functions"
    ),
    "Fit": "lrcli.python.fit",
    **dict.fromkeys(["Model", "load"], "lrcli.python.model"),
    "RegularizationPath": "lrcli.python.regularization_path",
    **dict.fromkeys(["Comparison", "CrossValidation", "Evaluation", "Statistics"], "lrcli.python.results"),
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'lrcli' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
