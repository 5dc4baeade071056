"""What single rows of many say: the farthest of them, and those that repeat, which no random sample would have."""

from functools import cached_property

from lrcli.data.rows.rows import Rows
from lrcli.data.tables.outliers import Outliers
from lrcli.data.tables.repeats import RepeatCounter, Repeats
from lrcli.data.tables.windows import Window
from lrcli.dataclass import dataclass
from lrcli.limits import Limits


@dataclass(frozen=True)
class Survey:
    """Gathered window by window."""

    outliers: Outliers
    counter: RepeatCounter

    @classmethod
    def of(cls, first: Rows, limits: Limits) -> "Survey":
        """first: the first rows, which tell how far values usually are from one another."""
        return cls(Outliers(first), RepeatCounter(limits.hashed_rows))

    def add(self, window: Window) -> None:
        self.outliers.add(window)
        self.counter.add(window)

    @cached_property
    def repeats(self) -> Repeats:
        """Those of all windows, once there are no more."""
        return self.counter.repeats()
