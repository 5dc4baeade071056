"""Single rows of many that matter: the farthest, and those that repeat. A random sample would hardly have them."""

from dataclasses import dataclass, field
from functools import cached_property

from lrcli.data.rows.rows import Rows
from lrcli.data.tables.outliers import Far, Outliers
from lrcli.data.tables.repeats import RepeatCounter, Repeats
from lrcli.data.tables.windows import Window
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

    def scout(self) -> "SurveyScout":
        """What looks at windows elsewhere as this survey would now."""
        return SurveyScout(self.outliers.scout(), RepeatCounter(self.counter.capacity, self.counter.share))

    def join(self, scout: "SurveyScout") -> None:
        """Add the windows that a scout has looked at, which are behind these."""
        self.counter.join(scout.counter)
        for far in scout.far:
            self.outliers.take(far)


@dataclass(frozen=True)
class SurveyScout:
    """Looks at windows where they are. What stays depends on all windows before, so that it keeps what may stay."""

    outliers: Outliers  # of the windows before, without their rows
    counter: RepeatCounter
    far: list[Far] = field(default_factory=list)  # of each window

    def new(self) -> "SurveyScout":
        """A scout that has seen no window yet."""
        return SurveyScout(self.outliers, RepeatCounter(self.counter.capacity, self.counter.share))

    def add(self, window: Window) -> None:
        self.far.append(self.outliers.look(window))
        self.counter.add(window)
