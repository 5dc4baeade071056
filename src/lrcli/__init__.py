"""Learn a linear model from a CSV by minibatch stochastic gradient descent, and use it.

from lrcli import train
print(train("cars.csv").model.predict(mileage=120000, age=10))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lrcli.errors import LrcliError
from lrcli.model.linear import Model, load

if TYPE_CHECKING:
    from lrcli.fitting.recipe import Recipe
    from lrcli.jobs.train import train

__version__ = "0.1.0"
__all__ = ["LrcliError", "Model", "Recipe", "load", "train"]
_LAZY = {"Recipe": "lrcli.fitting.recipe", "train": "lrcli.jobs.train"}  # these import NumPy


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'lrcli' has no attribute {name!r}")
