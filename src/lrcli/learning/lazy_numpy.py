"""NumPy, imported at the first use of one of its functions.

The help and the tab key read the hyperparameters off the classes of optimizers and schedules. They need no function of
NumPy's, whose import would be half of what one waits for there.
"""

from typing import TYPE_CHECKING, Any

__all__ = ["np"]

if TYPE_CHECKING:
    import numpy as np
else:

    class _OnFirstUse:
        def __getattr__(self, name: str) -> Any:
            import numpy

            function = getattr(numpy, name)
            setattr(self, name, function)  # found without this method from now on: a training takes 20,000 steps
            return function

    np = _OnFirstUse()
