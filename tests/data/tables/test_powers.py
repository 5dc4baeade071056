"""Powers around the means: which features are, and that they are the same polynomials."""

from fractions import Fraction

import numpy as np
import pytest

from lrcli.data.columns.schema import Columns
from lrcli.data.rows.rows import Rows
from lrcli.data.tables.encoding import Encoding, statistics
from lrcli.data.tables.powers import expanded, powers_of
from lrcli.notation.terms import parse_term


def columns_of(*terms):
    parsed = {term: parse_term(["a", "b", "c"], term) for term in terms}
    return Columns("y", tuple(terms), (), terms={name: t.factors for name, t in parsed.items() if not t.is_column})


@pytest.mark.parametrize(
    ("terms", "powers"),
    [
        (("a", "a^2", "a^3"), {1: ((0, 2),), 2: ((0, 3),)}),
        (("a^3", "a", "a^2"), {0: ((1, 3),), 2: ((1, 2),)}),
        (("a", "b", "a:b"), {2: ((0, 1), (1, 1))}),
        (("a", "a^2", "a^2:a"), {1: ((0, 2),), 2: ((0, 3),)}),
        (("a", "a^3"), {}),  # (a − ā)³ needs a²
        (("a^2", "b"), {}),
        (("a", "a:b"), {}),  # needs b
        (("a", "log(b)", "log(b):a"), {}),
    ],
)
def test_terms_are_centred_where_every_part_of_them_is_a_feature(terms, powers):
    assert powers_of(columns_of(*terms)) == powers


def test_expansion_by_hand():
    """(3 + 2 t)² (5 + s) = 9·5 + 12·5 t + 4·5 t² + 9 s + 12 t s + 4 t² s."""
    terms = ("a", "b", "a^2", "a:b", "a^2:b")
    line = {0: (Fraction(3), Fraction(2)), 1: (Fraction(5), Fraction(1))}
    expected = {None: 45, 0: 60, 2: 20, 1: 9, 3: 12, 4: 4}
    assert expanded(4, powers_of(columns_of(*terms)), line) == expected


@pytest.fixture
def polynomials():
    """Rows of a, b and products, some missing, and their encoding around the means."""
    rng = np.random.default_rng(0)
    a, b = rng.normal(loc=[[20], [-7]], size=(2, 80))
    a[:3] = b[2:6] = np.nan
    terms = ("a", "b", "a^2", "a:b", "b^2", "a^2:b")
    rows = Rows(
        np.column_stack([a, b, a**2, a * b, b**2, a**2 * b]), np.zeros((80, 0), dtype=int), np.zeros(80), np.arange(80)
    )
    found = statistics(rows, np.arange(80), ())
    return rows, Encoding.of(found, standardize=True, powers=powers_of(columns_of(*terms)))


def test_weights_per_unit_predict_what_the_encoded_rows_do_also_where_values_are_missing(polynomials):
    rows, encoding = polynomials
    X, _, _ = encoding.encode(rows)
    w = np.random.default_rng(1).normal(size=encoding.p)
    d = rows.numeric.shape[1]
    w[1 + d :] = 0  # marks
    per_unit, constant = encoding.per_unit(w)
    filled = np.where(np.isnan(rows.numeric), encoding.statistics.mean, rows.numeric)
    assert X @ w == pytest.approx(constant + filled @ per_unit, rel=1e-9)


def test_products_of_x_are_the_standardised_values(polynomials):
    rows, encoding = polynomials
    X, _, _ = encoding.encode(rows)
    d = rows.numeric.shape[1]
    filled = np.where(np.isnan(rows.numeric), encoding.statistics.mean, rows.numeric)
    values = (filled - encoding.statistics.mean) / encoding.statistics.std
    assert (X[:, : 1 + d] @ encoding.centred.products)[:, 1:] == pytest.approx(values, abs=1e-9)
