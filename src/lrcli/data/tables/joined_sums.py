"""The sums of several tables' rows as those of one table that has the rows of all.

Sums add up only where they are of the same z. Each table measured its numbers from a centre and in a scale of its own,
its first rows', and gave its levels their codes in the order in which they came up. So all are moved to the scale of
the first table by one matrix each: z T is the row as the first table would have written it, and with Rᵀ R = Σ z zᵀ the
moved factor is R T. As R has the digits that its square lacks, T loses none of them either.
"""

from collections.abc import Mapping, Sequence
from functools import reduce
from math import sqrt

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Inputs
from lrcli.data.tables import triangular_factors as factors
from lrcli.data.tables.moments import MarkKey, Scale, from_products
from lrcli.data.tables.row_sums import EarlierRows, RoleSums, RowSums
from lrcli.data.tables.split import TRAIN


def join_sums(several: Sequence[EarlierRows]) -> EarlierRows:
    """The rows of several tables of the same columns, in their order; a level that one alone has is 0 in the others."""
    first, *others = several
    levels = tuple(
        tuple(dict.fromkeys(level for rows in several for level in rows.levels[c])) for c in range(len(first.levels))
    )
    marks = [_renamed(rows, levels) for rows in several]
    every = tuple(dict.fromkeys(mark for own in marks for mark in own))
    moved = [_moved(rows.sums, own, first.sums.scale, every) for rows, own in zip(several, marks, strict=True)]
    mean, std = _target_of_all(several)
    return EarlierRows(
        sums=RowSums(first.sums.scale, every, reduce(_added, moved[1:], moved[0])),
        levels=levels,
        inputs=reduce(_all_inputs, (rows.inputs for rows in others), first.inputs),
        target_mean=mean,
        target_std=std,
        files=tuple(file for rows in several for file in rows.files),
        left_out=sum(rows.left_out for rows in several),
        where=first.where,
    )


def _renamed(rows: EarlierRows, levels: Sequence[Sequence[str]]) -> tuple[MarkKey, ...]:
    """A table's marks, by the codes that their levels have among those of all tables."""
    code = [{level: 1 + k for k, level in enumerate(column)} for column in levels]
    return tuple(
        ("level", column, code[column][rows.levels[column][own - 1]])
        if kind == "level" and own
        else (kind, column, own)
        for kind, column, own in rows.sums.marks
    )


def _moved(sums: RowSums, own: Sequence[MarkKey], scale: Scale, marks: Sequence[MarkKey]) -> Mapping[int, RoleSums]:
    """The sums of each role in another scale and with other marks, of which the table's own are some."""
    d = len(scale.centre)
    column = {mark: 2 + d + k for k, mark in enumerate(marks)}
    numbers = np.array([0, *range(2, 2 + d)])
    T = np.zeros((2 + d + len(own), 2 + d + len(marks)))
    T[0, 0] = 1
    T[1, 1] = sums.scale.y_scale / scale.y_scale
    T[0, 1] = (sums.scale.y_centre - scale.y_centre) / scale.y_scale
    shift = (sums.scale.centre - scale.centre) / scale.scale
    for k in range(d):
        T[2 + k, 2 + k] = sums.scale.scale[k] / scale.scale[k]
        T[0, 2 + k] = shift[k]
    for row, mark in enumerate(own, 2 + d):
        kind, k, _ = mark
        T[row, column[mark]] = 1
        if kind == "missing":  # a missing number is 0 in any scale
            T[row, 2 + k] = -shift[k]
    Z = T[:, numbers]
    scale.centred.apply(Z)
    T[:, numbers] = from_products(Z, sums.scale, scale)
    return {
        role: RoleSums(each.n, factors.merged([each.R @ T]), each.lowest, each.highest)
        for role, each in sums.roles.items()
    }


def _added(one: Mapping[int, RoleSums], other: Mapping[int, RoleSums]) -> Mapping[int, RoleSums]:
    """The sums of both, role by role."""
    both = {role: one[role].added(other[role]) for role in one.keys() & other.keys()}
    return dict(sorted({**one, **other, **both}.items()))


def _all_inputs(one: Inputs, other: Inputs) -> Inputs:
    """The ranges and the texts of both, of the columns that only terms use."""
    inputs = dict(one)
    for name, seen in other.items():
        match one[name], seen:
            case (float(low), float(high)), (float(other_low), float(other_high)):
                inputs[name] = min(low, other_low), max(high, other_high)
            case texts, others:
                inputs[name] = tuple(dict.fromkeys(map(str, (*texts, *others))))
    return inputs


def _target_of_all(several: Sequence[EarlierRows]) -> tuple[float, float]:
    """Mean and deviation of the target over the rows of all tables that trained."""
    n = np.array([rows.sums.roles[TRAIN].n if TRAIN in rows.sums.roles else 0 for rows in several])
    means: Floats = np.array([rows.target_mean for rows in several])
    deviations: Floats = np.array([rows.target_std for rows in several])
    mean = float(np.average(means, weights=n))
    return mean, sqrt(float(np.average(deviations**2 + (means - mean) ** 2, weights=n)))
