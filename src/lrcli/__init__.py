"""Learn a linear model from a CSV by minibatch stochastic gradient descent, and use it.

from lrcli import train
print(train("cars.csv").model.predict(mileage=120000, age=10))
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from lrcli.errors import LrcliError

if TYPE_CHECKING:
    from lrcli.data.files.layout import Layout
    from lrcli.fitting.recipe import Recipe
    from lrcli.jobs.selection import Selection
    from lrcli.jobs.train import train
    from lrcli.model.linear import Model, load

__version__ = "0.1.0"
__all__ = ["Layout", "LrcliError", "Model", "Recipe", "Selection", "load", "train"]
_LAZY = {  # imported when they are asked for: the help needs none of them
    "Layout": "lrcli.data.files.layout",
    "Model": "lrcli.model.linear",
    "Recipe": "lrcli.fitting.recipe",
    "Selection": "lrcli.jobs.selection",
    "load": "lrcli.model.linear",
    "train": "lrcli.jobs.train",
}


def __getattr__(name: str) -> Any:
    if name in _LAZY:
        return getattr(import_module(_LAZY[name]), name)
    raise AttributeError(f"module 'lrcli' has no attribute {name!r}")
