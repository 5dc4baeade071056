"""A job that trains, epoch by epoch: who asked for it has the loop, and may leave it."""

from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

from lrcli.fitting.fit import Progress

Result = TypeVar("Result")
Training = Generator[Progress, bool | None, Result]  # yields each epoch; is sent True where it should end with that one


class Epochs(Generic[Result]):
    """Iterate over it to train, then ask for the result.

        for epoch in epochs:
            print(epoch.epoch, epoch.train_loss)
            if enough:
                break
        result = epochs.result()

    The loop may be left early, or not be run at all.
    """

    def __init__(self, training: Training[Result]) -> None:
        self._training = training
        self._begun = False
        self._results: list[Result] = []  # the one, once there is one

    def __iter__(self) -> Iterator[Progress]:
        while not self._results:
            epoch = self._next(enough=None)
            if epoch is not None:
                yield epoch

    def result(self) -> Result:
        """What was learned: of the epochs so far where the loop was left early, of all where none was asked for."""
        enough = True if self._begun else None
        while not self._results:
            self._next(enough)
        return self._results[0]

    def _next(self, enough: bool | None) -> Progress | None:
        """The next epoch, or None and the result."""
        try:
            epoch = self._training.send(enough)
        except StopIteration as end:
            self._results.append(end.value)
            return None
        self._begun = True
        return epoch
