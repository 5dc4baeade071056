"""Which rows and columns of a table are learned from, as a person asks for them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from lrcli.data.columns.first_rows import First
from lrcli.data.columns.inference import decide
from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import Files, expand
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import Follower
from lrcli.data.tables.gather import Plan
from lrcli.data.tables.scratch import Scratch
from lrcli.fitting.storage.interface import Storage
from lrcli.fitting.storage.rule import gather
from lrcli.limits import Limits, default_limits


@dataclass(frozen=True)
class Wanted:
    """The options of reading a table to learn from it."""

    target: str | None = None  # the column called price, else the last
    features: Sequence[str] = ()  # columns and terms, all columns by default; "*" stands for these
    exclude: Sequence[str] = ()
    numeric: Sequence[str] = ()  # columns of numbers, whatever is in them
    categorical: Sequence[str] = ()  # columns of texts, whatever is in them
    log_target: bool = False  # learn the target's logarithm
    where: str | None = None  # which rows are used
    strict: bool = False  # a row that cannot be used is an error
    memory: int | None = None  # bytes of rows kept in memory where rows must be kept; a quarter of the machine's
    layout: Layout = field(default_factory=Layout)
    limits: Limits = field(default_factory=default_limits)  # no option of the command line

    def gather(self, data: str | Sequence[str], plan: Plan, scratch: Scratch, follow: Follower | None) -> Storage:
        """Read the table once. data: paths or patterns of them, "-" for standard input.

        Raise DataError where no row is left to learn from.
        """
        with Files(expand(data), self.layout, follow, self.limits) as files:
            return gather(files, self._decide, plan, scratch, where=self.where, strict=self.strict)

    def _decide(self, first: First) -> Columns:
        names = {name: getattr(self, name) for name in ("features", "exclude", "numeric", "categorical")}
        return decide(first, target=self.target, log_target=self.log_target, **names)
