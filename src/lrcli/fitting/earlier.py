"""The sums over the rows of an earlier training: from a table to the record that a model keeps, and back."""

from collections.abc import Sequence
from math import isfinite

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.data.files.dataset import File
from lrcli.data.tables.moments import MarkKey as Column
from lrcli.data.tables.moments import Scale
from lrcli.data.tables.powers import powers_of
from lrcli.data.tables.row_sums import EarlierRows, RoleSums, RowSums
from lrcli.data.tables.split import TEST, TRAIN, VALIDATION
from lrcli.errors import ModelError, OptionError
from lrcli.fitting.recipe import Recipe, all_options
from lrcli.fitting.storage.interface import Fold
from lrcli.model.linear import Model
from lrcli.model.moments import Mark, Moments, MomentScale, RoleMoments

ROLES = {"train": TRAIN, "validation": VALIDATION, "test": TEST}
MOST_COLUMNS = 1000  # of z, whose factor is half a million numbers: 10 MB of model.json


def moments_of(fold: Fold, recipe: Recipe) -> Moments:
    """What a model keeps of the rows of its table. Raise OptionError where that is too much."""
    sums, columns = fold.sums(), fold.table.columns
    d = len(columns.numeric)
    if (size := 2 + d + len(sums.marks)) > MOST_COLUMNS:
        raise OptionError(
            "keep_moments",
            f"takes at most {MOST_COLUMNS:,} numbers and levels, and these are {size:,}; "
            "take fewer columns with --features",
        )
    scale = sums.scale
    names = (columns.target or "", *columns.numeric)
    measures = zip(names, (scale.y_centre, *scale.centre), (scale.y_scale, *scale.scale), strict=True)
    return Moments(
        options=given(recipe),
        numbers=[MomentScale(name, float(centre), float(unit)) for name, centre, unit in measures],
        products=[columns.numeric[k] for k in scale.powers],
        marks=[_mark(mark, columns, fold.table.levels) for mark in sums.marks],
        roles={name: _record(sums.roles[role]) for name, role in ROLES.items() if role in sums.roles},
    )


def given(recipe: Recipe) -> dict[str, bool | int | float | str]:
    """The options of a recipe that are not the default."""
    usual = all_options()
    return {name: value for name, value in recipe.options().items() if value not in (None, usual[name].default)}


def _mark(mark: Column, columns: Columns, levels: Sequence[Sequence[str]]) -> Mark:
    kind, column, code = mark
    if kind == "missing":
        return Mark(columns.numeric[column], None)
    return Mark(columns.categorical[column], levels[column][code - 1] if code else None)


def _record(sums: RoleSums) -> RoleMoments:
    return RoleMoments(
        rows=sums.n,
        lowest=[value if isfinite(value) else None for value in sums.lowest.tolist()],
        highest=[value if isfinite(value) else None for value in sums.highest.tolist()],
        factor=[row[k:].tolist() for k, row in enumerate(sums.R)],
    )


def earlier_rows(model: Model, columns: Columns) -> EarlierRows:
    """What a model keeps of its rows. columns: as the model has them. Raise ModelError where it keeps nothing."""
    moments = model.moments
    if moments is None:
        raise ModelError(
            "the model keeps no moments of its rows, to which new ones could be added; "
            "train it once more with --keep-moments"
        )
    names, index = [number.name for number in moments.numbers], {name: k for k, name in enumerate(columns.numeric)}
    category = {name: c for c, name in enumerate(columns.categorical)}
    unknown = [mark.feature for mark in moments.marks if mark.feature not in {*index, *category}]
    if names != [model.target.name, *columns.numeric] or unknown or not {*moments.roles} <= {*ROLES}:
        raise ModelError("the moments of the model are not of its features - at `$.moments`")
    levels: list[list[str]] = [[] for _ in columns.categorical]
    marks: list[Column] = []
    for feature, level in moments.marks:
        if feature in index:
            marks.append(("missing", index[feature], 0))
        else:
            own = levels[category[feature]]
            own += [] if level is None else [level]
            marks.append(("level", category[feature], 0 if level is None else len(own)))
    centre, unit = np.array([(number.centre, number.scale) for number in moments.numbers]).T
    powers = {k: term for k, term in powers_of(columns).items() if columns.numeric[k] in moments.products}
    scale = Scale(centre[1:], unit[1:], float(centre[0]), float(unit[0]), powers)
    roles = {ROLES[name]: _sums(each, 2 + len(index) + len(marks)) for name, each in moments.roles.items()}
    return EarlierRows(
        sums=RowSums(scale, tuple(marks), roles),
        levels=tuple(map(tuple, levels)),
        inputs={
            column.name: tuple(column.levels)
            if column.min is None
            else (column.min, column.max if column.max is not None else column.min)
            for column in model.columns
        },
        target_mean=model.target.mean,
        target_std=model.target.std,
        files=tuple(File(file.name, file.bytes, file.sha256) for file in model.data.files),
        left_out=model.data.rows_dropped,
        where=model.data.where,
    )


def _sums(each: RoleMoments, q: int) -> RoleSums:
    R = np.zeros((len(each.factor), q))
    for k, row in enumerate(each.factor):
        R[k, k:] = row
    return RoleSums(each.rows, R, _ends(each.lowest, np.inf), _ends(each.highest, -np.inf))


def _ends(values: Sequence[float | None], absent: float) -> Floats:
    return np.array([absent if value is None else value for value in values])
