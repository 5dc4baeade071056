"""Terms of columns: which features they make of the first rows, and their values for many rows."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Mask
from lrcli.data.columns.first_rows import First, find_column_form
from lrcli.errors import OptionError
from lrcli.notation.entry import LevelLookUp
from lrcli.notation.kinds import Form
from lrcli.notation.terms import FACTOR_SEPARATOR, Factor, Term

MOST_SLOPES = 100  # levels that get a slope of their own
ARRAY_FUNCTIONS = {"log": np.log, "sqrt": np.sqrt}


@dataclass
class Products:
    """The features that terms make, and how the columns of numbers in them are written."""

    terms: dict[str, tuple[Factor, ...]] = field(default_factory=dict)  # numbers: the factors of each
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)  # categories: the columns whose texts are joined
    forms: dict[str, Form] = field(default_factory=dict)  # of the columns of numbers


def products(first: First, terms: Sequence[Term], numbers: Collection[str], texts: Collection[str]) -> Products:
    """The features that the terms make. numbers, texts: columns that count as such whatever is in them."""
    result = Products()
    for term in terms:
        text_factors = [factor for factor in term.factors if not _is_number(first, factor, result, numbers, texts)]
        if not text_factors:
            result.terms[term.name] = term.factors
        elif len(text_factors) == len(term.factors):
            result.joined[term.name] = tuple(factor.column for factor in text_factors)
        elif len(text_factors) == 1:
            for level in _levels(first, term, text_factors[0].column):
                slope = Factor(text_factors[0].column, level=level)
                factors = tuple(slope if factor is text_factors[0] else factor for factor in term.factors)
                result.terms[Term(factors).name] = factors
        else:
            names = " and ".join(factor.column for factor in text_factors)
            raise OptionError(
                "features", f"{term.name}: {names} hold texts; a product with numbers takes one column of texts"
            )
    return result


def _is_number(
    first: First, factor: Factor, result: Products, numbers: Collection[str], texts: Collection[str]
) -> bool:
    """Whether a factor's column holds numbers; remembers how they are written."""
    name = factor.column
    form = None if name in texts else find_column_form(first, name, surely=name in numbers)
    if form is not None:
        result.forms[name] = form
    elif factor != Factor(name):
        cell = first.present[name]
        example = f", like {cell[0].as_py()!r}" if len(cell) else ""
        raise OptionError("features", f"{factor}: {name!r} holds texts{example}; give numbers to a function")
    return form is not None


def _levels(first: First, term: Term, column: str) -> list[str]:
    """The texts of a column in the first rows, in order of appearance; there are some."""
    levels: list[str] = first.present[column].unique().to_pylist()
    if not levels:
        raise OptionError("features", f"{term.name}: {column!r} is empty")
    if len(levels) > MOST_SLOPES:
        raise OptionError(
            "features",
            f"{term.name}: {column!r} has {len(levels):,} texts, and more than {MOST_SLOPES} slopes tell nothing",
        )
    return levels


def derived(
    factors: Sequence[Factor], numbers: Mapping[str, Floats], texts: Mapping[str, pa.ChunkedArray]
) -> tuple[Floats, Mask]:
    """The products (n,), NaN where there is none; and where that is for a factor like log(0), no missing cell."""
    total, undefined, missing = np.ones(1), np.zeros(1, dtype=np.bool_), np.zeros(1, dtype=np.bool_)
    with np.errstate(all="ignore"):
        for factor in factors:
            if factor.level is not None:
                values = operand = _is_level(texts[factor.column], factor.level)
            else:
                values = numbers[factor.column]
                operand = ARRAY_FUNCTIONS[factor.function](values) if factor.function else values**factor.power
            missing = missing | np.isnan(values)
            total = total * operand
            undefined = undefined | ~np.isfinite(operand) | np.isinf(total)
    undefined = undefined & ~missing
    return np.where(undefined, np.nan, total), undefined


def respelled(column: pa.ChunkedArray, levels: LevelLookUp) -> pa.ChunkedArray:
    """The texts of a column, each in the spelling of the level that it is, where it is one."""
    texts = pc.dictionary_encode(column).unify_dictionaries()
    chunks = [
        pa.array([levels.read(text) or text for text in chunk.dictionary.to_pylist()], pa.string())
        for chunk in texts.chunks
    ]
    pairs = zip(chunks, texts.chunks, strict=True)
    return pa.chunked_array([spelled.take(chunk.indices) for spelled, chunk in pairs], pa.string())


def _is_level(column: pa.ChunkedArray, level: str) -> Floats:
    """1 where a cell is that text, 0 where it is another, NaN where it is missing (n,)."""
    values: Floats = pc.cast(pc.equal(column, level), pa.float64()).to_numpy(zero_copy_only=False)
    return values


def joined_texts(columns: Sequence[pa.ChunkedArray]) -> pa.ChunkedArray:
    """The texts of several columns as one category, missing where one of them is."""
    together = pc.binary_join_element_wise(*columns, FACTOR_SEPARATOR)
    return pc.dictionary_encode(together)
