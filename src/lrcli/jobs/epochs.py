"""A job that trains, epoch by epoch: the caller has the loop, and may leave it."""

from collections.abc import Generator, Iterator
from typing import Generic, TypeVar

from lrcli.fitting.fit import Progress

JobResult = TypeVar("JobResult")
# Yields each epoch, and is sent True where it should end with that one.
EpochGenerator = Generator[Progress, bool | None, JobResult]


class Epochs(Generic[JobResult]):
    """Iterate over it to train, then ask for the result.

        for epoch in epochs:
            print(epoch.epoch, epoch.train_loss)
            if good_enough:
                break
        result = epochs.result()

    The loop may be left early, or not be run at all.
    """

    def __init__(self, training: EpochGenerator[JobResult]) -> None:
        self._training = training
        self._started = False
        self._results: list[JobResult] = []  # empty, then the one result

    def __iter__(self) -> Iterator[Progress]:
        while not self._results:
            epoch = self._next(stop=None)
            if epoch is not None:
                yield epoch

    def result(self) -> JobResult:
        """The result of the epochs so far where the loop was left early; of all where it was not entered."""
        stop = True if self._started else None
        while not self._results:
            self._next(stop)
        return self._results[0]

    def _next(self, stop: bool | None) -> Progress | None:
        """The next epoch; None after the last, when the result is there."""
        try:
            epoch = self._training.send(stop)
        except StopIteration as end:
            self._results.append(end.value)
            return None
        self._started = True
        return epoch
