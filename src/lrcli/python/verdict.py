"""What every result with a verdict has, in Python's words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, Protocol, Self, TypeVar

from lrcli.errors import LrcliError
from lrcli.jobs.judgement.targets import remarks_of_targets
from lrcli.jobs.judgement.verdict import Verdict, verdict_of_targets
from lrcli.python import frames
from lrcli.python.remarks import in_python_all, verdict_in_python

if TYPE_CHECKING:
    from pandas import DataFrame


class JudgedRecord(Protocol):
    """The record of a job that judges."""

    @property
    def verdict(self) -> Verdict: ...

    @property
    def remarks(self) -> tuple[str, ...]: ...


_Record = TypeVar("_Record", bound=JudgedRecord)


@dataclass(frozen=True, repr=False)
class Judged(Generic[_Record]):
    """A result with its record, options called as Python calls them."""

    record: _Record

    @property
    def verdict(self) -> Verdict:
        """Whether the result can be relied on, and why not."""
        return verdict_in_python(self.record.verdict)

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the data or left out, and what makes the measured errors too low."""
        return in_python_all(self.record.remarks)


@dataclass(frozen=True, repr=False)
class JudgedTargets(Generic[_Record]):
    """A result for each target: of one it is the result itself, of several `targets` has that of each.

    Of several a frame has the target in front of its index, and what is a single number is in `targets` alone.
    """

    records: Mapping[str, _Record]  # by target

    @property
    def record(self) -> _Record:
        """That of the one target. Raise LrcliError where they are several."""
        if len(self.records) > 1:
            first, *_ = self.records
            raise LrcliError(
                f"this result has the targets {' and '.join(self.records)}; use targets[{first!r}] for one of them"
            )
        (record,) = self.records.values()
        return record

    @property
    def targets(self) -> Mapping[str, Self]:
        """The result of each target, where they are several."""
        if len(self.records) == 1:
            return {}
        return {name: replace(self, records={name: record}) for name, record in self.records.items()}

    @property
    def verdict(self) -> Verdict:
        """Whether the result can be relied on, and why not."""
        if len(self.records) == 1:
            return verdict_in_python(self.record.verdict)
        return verdict_in_python(verdict_of_targets({name: each.verdict for name, each in self.records.items()}))

    @property
    def remarks(self) -> tuple[str, ...]:
        """What was done to the data or left out, and what makes the measured errors too low."""
        return in_python_all(remarks_of_targets({name: each.remarks for name, each in self.records.items()}))

    def _frame(self, of: Callable[[_Record], DataFrame]) -> DataFrame:
        """The frame of the one record; of several, those of each with the target in front."""
        if len(self.records) == 1:
            return of(self.record)
        return frames.by_target({name: of(record) for name, record in self.records.items()})

    def _frame_if_there(self, of: Callable[[_Record], DataFrame | None]) -> DataFrame | None:
        """The same of a frame that an option asks for."""
        if len(self.records) == 1:
            return of(self.record)
        return frames.by_target_if_there({name: of(record) for name, record in self.records.items()})
