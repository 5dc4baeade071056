"""What every result with a verdict has, in Python's words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from lrcli.jobs.judgement.verdict import Verdict
from lrcli.python.remarks import in_python_all, verdict_in_python


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
