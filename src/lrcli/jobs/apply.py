"""A model applied to many rows."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from lrcli.arrays import Floats, Ints
from lrcli.data.columns.new_rows import find_writing
from lrcli.data.columns.schema import Columns, FurtherTarget
from lrcli.data.columns.schema_inference import form_of_numbers
from lrcli.data.files.dataset import Files, files_of
from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.layout import Layout
from lrcli.data.files.stream import OnBytes
from lrcli.data.rows.read import Cells, Reading
from lrcli.data.rows.start import condition_of, look_at
from lrcli.errors import DataError, OptionError
from lrcli.limits import Limits, default_limits
from lrcli.model.features import Categorical, Numeric
from lrcli.model.linear import Model
from lrcli.model.residuals import Reach
from lrcli.notation.entry import LevelLookUp
from lrcli.notation.form import Unproven
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.text import plural

NAMED_SPELLINGS = 5  # of a column that a remark names
FAR_TARGET = 30.0  # deviations from the mean, beyond which no target is


def open_files(
    model: Model,
    target: str | None,
    data: Table | Frame,
    layout: Layout | None,
    on_bytes: OnBytes | None,
    *,
    weights: str | None = None,
    live: bool = False,
    limits: Limits | None = None,
    hashed: bool = True,
) -> Files:
    """Open the files of a table that a model is applied to; what was a missing cell in training is one here.

    target, weights: the names of these columns where the table must have them. live: whether lines of standard input
    are wanted as they arrive. hashed: whether it is asked later what the files are.
    """
    layout = layout or Layout()
    layout = replace(layout, missing_values=(*layout.missing_values, *model.data.missing_values))
    names = [
        *needed(model, *(model.target_names if target else ()), weights),
        *(split.column for split in model.splits),
    ]
    return Files(files_of(data), layout, on_bytes, limits or default_limits(), names=names, live=live, hashed=hashed)


def needed(model: Model, *others: str | None) -> list[str]:
    """The columns that a table must have: those of the model, and these others."""
    return [*(column.name for column in model.inputs), *(name for name in others if name)]


def read_for(
    model: Model,
    files: Files,
    target: str | None,
    where: str | None = None,
    *,
    weights: str | None = None,
    to_learn: bool = False,
    may_lack: bool = False,
    strict: bool = False,
    keep_all: bool = False,
) -> Reading:
    """Read what the model needs, as in training. where: the condition of the rows.

    weights: the column that says for how many rows each counts.
    to_learn: the target as it is learned, which may be its logarithm. may_lack: read as many columns as there are.
    strict: a row that cannot be used is an error. keep_all: none is left out.
    Where target is that of a model with several, the others are read as well.
    Raise DataError where columns are absent, or for a first cell with two readings.
    """
    first = None if where is None and weights is None else look_at(files)
    header = {*files.header}
    files.split([split for split in model.splits if split.column in header and header.isdisjoint(split.names)])
    columns_of_files = {*files.columns}
    targets = model.target_names if target else []
    absent = [name for name in needed(model, *targets, weights) if name not in columns_of_files]
    if absent and not may_lack:
        column_of = {name: split.column for split in model.splits for name in split.names}
        columns = [*dict.fromkeys(column_of.get(name, name) for name in absent)]
        lacking = f"{plural('column', len(columns))} {', '.join(columns)}"
        raise DataError(f"{files.name} lacks the {lacking}; it has {', '.join(files.header)}")
    unproven = {k: column for k, column in unproven_columns(model, target).items() if k in columns_of_files}
    layout = files.layout
    if layout.says_marks and not unproven and where is None:
        name = "decimal" if layout.decimal is not None else "thousands"
        raise OptionError(name, "has no effect here: training shows how each column of numbers is written")
    writing, known = find_writing(files, unproven), present(columns_for(model, target), columns_of_files)
    ranges = {column.name: (column.low, column.high) for column in model.inputs if column.levels is None}
    condition = condition_of(first, where, {**forms_of(model), **writing.forms}, ranges) if first else None
    forms, remarks = {**known.forms, **writing.forms}, tuple(writing.remarks)
    if weights is not None and first:
        forms[weights] = form_of_numbers(first, weights, "weights")
    known = replace(known, forms=forms, unproven=writing.unproven, remarks=remarks, weights=weights)
    if to_learn:
        missing, splits = tuple(model.data.missing_values), tuple(model.splits)
        learned = {each.target.name: (each.target.log is not None, each.shift) for each in model.each}
        further = tuple(FurtherTarget(each.name, *learned[each.name]) for each in known.further)
        log, shift = learned[model.target.name]
        known = replace(known, log_target=log, log_shift=shift, further=further, missing=missing, splits=splits)
    return Reading(files, known, condition=condition, strict=strict, keep_all=keep_all)


def unproven_columns(model: Model, target: str | None) -> dict[str, Unproven]:
    """The columns of numbers whose marks training does not prove, with the values that it saw."""
    known = {
        column.name: Unproven(column.form or PLAIN, column.low, column.high)
        for column in model.inputs
        if column.levels is None
    }
    for each in model.each if target else ():
        mean, reach = each.target.mean, FAR_TARGET * each.target.std
        form = each.target.form or PLAIN
        known[each.target.name] = Unproven(form, float(np.floor(mean - reach)), float(np.ceil(mean + reach)))
    return {name: column for name, column in known.items() if not column.form.proves_its_marks(column.low, column.high)}


def present(columns: Columns, there: Collection[str]) -> Columns:
    """The features, and the target, for which the table has the columns."""
    there = {*there}
    sources = {
        **{name: {factor.column for factor in factors} for name, factors in columns.terms.items()},
        **{name: {*parts} for name, parts in columns.joined.items()},
    }
    numeric, categorical = (
        tuple(name for name in names if sources.get(name, {name}) <= there)
        for names in (columns.numeric, columns.categorical)
    )
    return replace(
        columns,
        target=columns.target if columns.target in there else None,
        further=tuple(target for target in columns.further if target.name in there),
        numeric=numeric,
        categorical=categorical,
        terms={name: factors for name, factors in columns.terms.items() if name in numeric},
        joined={name: parts for name, parts in columns.joined.items() if name in categorical},
    )


def forms_of(model: Model) -> dict[str, Form | None]:
    """How the columns that the model knows are written, None for texts."""
    forms: dict[str, Form | None] = {
        column.name: (column.form or PLAIN) if column.levels is None else None for column in model.inputs
    }
    return forms | {each.target.name: each.target.form or PLAIN for each in model.each}


def columns_for(model: Model, target: str | None) -> Columns:
    """What the columns of a table are to a model: its features, in its order."""
    numbers, texts = model.numeric, model.categorical
    forms = {column.name: column.form for column in model.inputs if column.form}
    targets = [each.target for each in model.each] if target else []
    forms |= {each.name: each.form for each in targets if each.form}
    further = [each.name for each in targets[1:]]
    return Columns(
        target=target,
        numeric=(*(feature.name for feature in numbers), *further),
        further=tuple(map(FurtherTarget, further)),
        together=tuple(each.name for each in targets) if further else (),
        categorical=tuple(feature.name for feature in texts),
        forms=forms,
        terms={feature.name: tuple(feature.factors) for feature in numbers if feature.factors},
        joined={feature.name: tuple(feature.columns) for feature in texts if feature.columns},
        trained={column.name: LevelLookUp(column.levels) for column in model.inputs if column.levels is not None},
    )


@np.errstate(
    over="ignore", invalid="ignore"
)  # a model with extreme weights predicts infinity, which the predictions show
def predict_cells(model: Model, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Floats:
    """ŷ (n,) of rows read by `read_for(model)`: prediction = bias + Σ weight · value + Σ weights[category].

    NaN where a cell is unreadable. A predicted logarithm is turned into the target.
    """
    total = np.full(len(cells), model.bias)
    for summand in summands_of_rows(model, cells, levels):
        total += summand
    for unreadable in cells.unreadable.values():
        total[unreadable] = np.nan
    return to_units(model, total)


def ranges_around(model: Model, y_hat: Floats, reach: Reach) -> tuple[Floats, Floats]:
    """The low and the high ends (n,) of the ranges around predictions (n,)."""
    with np.errstate(divide="ignore"):
        learned = y_hat if model.target.log is None else np.log(y_hat + model.shift)
    low, high = (np.interp(learned, reach.predictions, sizes) for sizes in (reach.lows, reach.highs))
    if model.target.log is None:
        return y_hat + low, y_hat + high
    low, high = ((y_hat + model.shift) * factors(model, end) - model.shift for end in (low, high))
    return low, high


def means(model: Model, y_hat: Floats) -> Floats:
    """The means (n,) of rows like those that are predicted. Raise ModelError where they are not known."""
    return (y_hat + model.shift) * model.mean_ratio - model.shift


def to_units(model: Model, total: Floats) -> Floats:
    """Sums (n,) in units of the target."""
    return factors(model, total) - model.shift


def factors(model: Model, summands: Floats) -> Floats:
    """Summands (n,) as they are shown: themselves, or factors where a logarithm was learned."""
    if model.target.log is None:
        return summands
    with np.errstate(over="ignore"):
        return np.exp(summands)


def average_and_contributions(model: Model, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Iterator[Floats]:
    """The average row's prediction, and what each group of features adds to it or multiplies it by, of rows (n,)."""
    yield to_units(model, np.full(len(cells), model.average))
    summands = list(summands_of_rows(model, cells, levels))
    for group in model.groups:
        yield factors(model, sum((summands[index] for index in group.indices), np.full(len(cells), -group.average)))


def summands_of_rows(model: Model, cells: Cells, levels: Mapping[str, Sequence[str]]) -> Iterator[Floats]:
    """What each feature adds to each row (n,), in the model's order."""
    numbers = zip(model.numeric, cells.numeric, strict=True)
    texts = zip(model.categorical, cells.codes, strict=True)
    compute = {feature.name: partial(_of_numbers, feature, values) for feature, values in numbers}
    compute |= {feature.name: partial(_of_codes, feature, codes, levels[feature.name]) for feature, codes in texts}
    for feature in model.features:
        yield compute[feature.name]()


def _of_numbers(feature: Numeric, values: Floats) -> Floats:
    with np.errstate(over="ignore"):
        return np.where(np.isnan(values), feature.missing, feature.weight * values)


def _of_codes(feature: Categorical, codes: Ints, levels: Sequence[str]) -> Floats:
    """The weight of each level, looked up once; code 0 is the missing cell."""
    return np.array([feature.summand(level) for level in (None, *levels)])[codes]


class TrainedLevels:
    """The levels of a table in the spelling of the training, where only case and blanks differ."""

    def __init__(self, model: Model) -> None:
        known = {column.name: column.levels for column in model.inputs if column.levels is not None}
        known |= {feature.name: tuple(feature.weights) for feature in model.categorical}
        self.levels = {name: LevelLookUp(frozenset(levels)) for name, levels in known.items()}
        self.respelled: dict[tuple[str, str], str] = {}  # (feature, text) → level

    def of(self, texts: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
        """texts: what the codes of each column stand for."""
        return {name: [self._level(name, text) for text in levels] for name, levels in texts.items()}

    def _level(self, name: str, text: str) -> str:
        level = self.levels[name].read(text) if name in self.levels else text
        if level is None or level == text:
            return text
        self.respelled[name, text] = level
        return level

    def remarks(self) -> list[str]:
        """The spellings that were understood, a few of each column."""
        by_column: dict[str, list[str]] = {}
        order = {name: index for index, name in enumerate(self.levels)}
        for (name, text), level in sorted(self.respelled.items(), key=lambda item: order[item[0][0]]):
            by_column.setdefault(name, []).append(f"{text!r} is read as {level!r}")
        return [
            f"{name}: {', '.join(readings[:NAMED_SPELLINGS])}{' …' * (len(readings) > NAMED_SPELLINGS)}"
            for name, readings in by_column.items()
        ]
