"""Terms of columns whose kinds are known: a product of numbers, a slope for each level, or levels that are joined."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

from lrcli.data.converting import Form
from lrcli.data.forms import First, find_form
from lrcli.data.terms import Factor, Term
from lrcli.errors import OptionError

MOST_SLOPES = 100  # levels that get one each


@dataclass
class Products:
    """Features that are no columns, and how the columns of numbers in them are written."""

    terms: dict[str, tuple[Factor, ...]] = field(default_factory=dict)
    joined: dict[str, tuple[str, ...]] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)


def products(first: First, terms: Sequence[Term], numbers: Collection[str], texts: Collection[str]) -> Products:
    """The features that the terms are. numbers, texts: columns that are so whatever is in them."""
    made = Products()
    for term in terms:
        of_texts = [factor for factor in term.factors if not _is_number(first, factor, made, numbers, texts)]
        if not of_texts:
            made.terms[term.name] = term.factors
        elif len(of_texts) == len(term.factors):
            made.joined[term.name] = tuple(factor.column for factor in of_texts)
        elif len(of_texts) == 1:
            for level in _levels(first, term, of_texts[0].column):
                slope = Factor(of_texts[0].column, level=level)
                factors = tuple(slope if factor is of_texts[0] else factor for factor in term.factors)
                made.terms[Term(factors).name] = factors
        else:
            names = " and ".join(factor.column for factor in of_texts)
            raise OptionError(f"{term.name}: {names} hold texts; a product with numbers takes one column of texts")
    return made


def _is_number(first: First, factor: Factor, made: Products, numbers: Collection[str], texts: Collection[str]) -> bool:
    """Whether a factor's column holds numbers; remembers how they are written."""
    name = factor.column
    form = None if name in texts else find_form(first, name, surely=name in numbers)
    if form is not None:
        made.forms[name] = form
    elif factor != Factor(name):
        cell = first.table[name].drop_null()
        example = f", like {cell[0].as_py()!r}" if len(cell) else ""
        raise OptionError(f"{factor}: {name!r} holds texts{example}; give numbers to a function")
    return form is not None


def _levels(first: First, term: Term, column: str) -> list[str]:
    """The texts of a column in the first rows, in order of appearance; there are some."""
    levels: list[str] = first.table[column].drop_null().unique().to_pylist()
    if not levels:
        raise OptionError(f"{term.name}: {column!r} is empty")
    if len(levels) > MOST_SLOPES:
        raise OptionError(
            f"{term.name}: {column!r} has {len(levels):,} texts, and more than {MOST_SLOPES} slopes tell nothing"
        )
    return levels
