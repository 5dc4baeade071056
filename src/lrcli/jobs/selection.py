"""Which rows and columns of a table are learned from, as a person asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from lrcli.data.files.layout import Layout
from lrcli.errors import OptionError
from lrcli.limits import Limits, default_limits
from lrcli.options import option

if TYPE_CHECKING:  # import NumPy, which the help and the tab key do without
    from lrcli.data.columns.first_rows import First
    from lrcli.data.columns.schema import Columns
    from lrcli.data.files.frames import Frame, Table
    from lrcli.data.files.stream import OnBytes
    from lrcli.data.rows.tasks import Tasks
    from lrcli.data.tables.dealers import Dealing
    from lrcli.data.tables.gather import Plan
    from lrcli.data.tables.scratch import Scratch
    from lrcli.fitting.storage.interface import Storage

OF_COLUMNS = (
    "target", "features", "exclude", "numeric", "categorical", "weights", "group", "time", "stratify", "log_target"
)  # fmt: skip
MOST_FOLDS = 100_000  # each is a training of its own


@dataclass(frozen=True)
class Selection:
    """The options of reading a table to learn from it."""

    target: str | Sequence[str] | None = option(
        None,
        "The column to predict, or several, A,B; log1p(NAME) learns log(1 + NAME): for counts, which may be 0",
        "NAME",
        names=True,
        default_text="the one called price, else the last",
        flags=("-t", "--target"),
        common=True,
    )
    features: Sequence[str] = option(
        (),
        "Learn from these columns and terms only: log(x), sqrt(x), x^2, x:y; * stands for all columns",
        "A,B,C",
        flags=("-f", "--features"),
        common=True,
    )
    exclude: Sequence[str] = option((), "Do not learn from these columns", "A,B", flags=("-x", "--exclude"))
    numeric: Sequence[str] = option((), "Columns of numbers, whatever else is in them", "A,B")
    categorical: Sequence[str] = option((), "Columns of categories, also of numbers", "A,B")
    weights: str | None = option(
        None, "The column that says for how many rows each counts; it is no feature", "NAME", common=True
    )
    group: str | None = option(
        None, "Hold out whole groups: rows that are alike in this column; it is no feature unless named", "NAME"
    )
    time: str | None = option(
        None, "Train on the past and measure on the future, by this column of dates or numbers", "NAME"
    )
    stratify: bool = option(False, "Hold out high and low targets alike; of several targets, by the first")
    log_target: bool = option(False, "Learn the target's logarithm: for prices, which multiply", common=True)
    where: str | None = option(None, "Use these rows only: fuel == 'diesel' and year >= 2010", "CONDITION", common=True)
    strict: bool = option(False, "End at the first row that cannot be used")
    memory: int | None = option(
        None,
        "Bytes of rows kept in memory, where rows are kept; the rest goes to a temporary file",
        "SIZE",
        default_text="a quarter of the machine's",
    )
    scratch: str | None = option(
        None,
        "Where the temporary file is made; with --cluster the workers keep the rows in files there, so that all of "
        "them must see the folder",
        "FOLDER",
        default_text="the system's folder for such files",
    )
    layout: Layout = field(default_factory=Layout)
    limits: Limits = field(default_factory=default_limits)  # no option of the command line
    tasks: Tasks | None = None  # who reads the files, by --cluster; None for the threads of this process

    def gather(self, data: Table | Frame, plan: Plan, scratch: Scratch, on_bytes: OnBytes | None) -> Storage:
        """Read the table once. data: paths or patterns of them, "-" for standard input, or a table in memory.


        Raise DataError where no row is left to learn from.
        """
        from lrcli.data.files.dataset import Files, files_of
        from lrcli.fitting.storage.rule import gather

        with Files(files_of(data), self.layout, on_bytes, self.limits) as files:
            return gather(files, self.decide, plan, scratch, self.tasks, where=self.where, strict=self.strict)

    def decide(self, first: First) -> Columns:
        """What the columns are to a training, by the first rows."""
        from lrcli.data.columns.schema_inference import decide

        return decide(first, **{name: getattr(self, name) for name in OF_COLUMNS})

    @property
    def dealing(self) -> Dealing:
        """What decides whether a row trains. Raise OptionError where two options do."""
        from lrcli.data.tables.dealers import Dealing

        names = [name for name in ("group", "time", "stratify") if getattr(self, name)]
        if len(names) > 1:
            raise OptionError(names[0], f"and --{names[1]} both say which rows are held out; leave one out")
        kinds = {"group": Dealing("group", self.group or ""), "time": Dealing("time", self.time or "")}
        return kinds.get(names[0], Dealing("stratify")) if names else Dealing()


def check_folds(k: int) -> None:
    """Raise OptionError for a number of folds by which nothing can be measured."""
    if isinstance(k, bool) or not hasattr(k, "__index__"):  # Python passes any value
        raise OptionError("k", f"{k!r} is not a whole number")
    if k < 2:
        raise OptionError("k", f"{k} is below 2: one fold has nothing to be compared with")
    if k > MOST_FOLDS:
        raise OptionError("k", f"{k} is above {MOST_FOLDS:,}: each fold is a training of its own")


def check_one_target(targets: Sequence[str], options: Mapping[str, Any]) -> None:
    """Raise OptionError for the first of these options that is given, though each of several targets has its own."""
    for name, value in options.items():
        if value:
            raise OptionError(name, f"is of one target, and these are {len(targets)}; take {targets[0]} alone")
