"""Powers and products of columns, taken around the columns' means.

Over 1990 to 2024 the square and the cube of a calendar year are nearly straight lines: what distinguishes the cube from
the lower powers is 1e-5 of it, of the fifth power 1e-10, for which 16 digits leave six. The powers of
z = (year − mean) / deviation are far from collinear. Both sets of columns span the same polynomials, so that the
weights of one are sums of those of the other: the weights of z are learned, those of the year are saved in the model.
That requires every divisor of a term to be a feature, too: (year − mean)² needs the year beside its square.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import comb
from types import MappingProxyType

import numpy as np

from lrcli.arrays import Floats
from lrcli.data.columns.schema import Columns
from lrcli.notation.terms import Factor

Exponents = tuple[tuple[int, int], ...]  # (index of a feature, its exponent) …
NO_POWERS: Mapping[int, Exponents] = MappingProxyType({})


def powers_of(columns: Columns) -> dict[int, Exponents]:
    """The features that are products of powers of features and whose divisors are all features, by index."""
    index = {name: k for k, name in enumerate(columns.numeric) if name not in columns.terms}
    divisible: dict[Exponents, int] = {((k, 1),): k for k in index.values()}
    terms: dict[int, Exponents] = {}
    for k, name in enumerate(columns.numeric):
        factors = columns.terms.get(name, ())
        if factors and all(factor == Factor(factor.column, power=factor.power) for factor in factors):
            exponents: dict[int, int] = {}
            for factor in factors:
                if factor.column in index:
                    j = index[factor.column]
                    exponents[j] = exponents.get(j, 0) + factor.power
            if len(exponents) == len({factor.column for factor in factors}):
                terms[k] = tuple(sorted(exponents.items()))
    powers = {}
    for k, term in sorted(terms.items(), key=lambda item: degree(item[1])):
        if all(divisor in divisible for divisor in divisors(term) if divisor not in ((), term)):
            powers[k] = term
            divisible.setdefault(term, k)
    return dict(sorted(powers.items()))


def degree(term: Exponents) -> int:
    return sum(exponent for _, exponent in term)


def divisors(term: Exponents) -> Iterator[Exponents]:
    """Every product that divides a term, from 1, which is (), to the term itself."""
    for exponents in product(*(range(exponent + 1) for _, exponent in term)):
        yield tuple((j, e) for (j, _), e in zip(term, exponents, strict=True) if e)


def expanded(
    k: int, powers: Mapping[int, Exponents], line: Mapping[int, tuple[Fraction, Fraction]]
) -> dict[int | None, Fraction]:
    """∏ (aⱼ + bⱼ tⱼ)^e of a term k as a sum of products of the t: the coefficient of each by its index, None for 1.

    line: a and b of each feature that is no term. In fractions, for the terms of the sum are large and cancel.
    """
    index: dict[Exponents, int] = {((j, 1),): j for j in line}
    index |= {term: j for j, term in sorted(powers.items(), reverse=True)}
    total: dict[int | None, Fraction] = {}
    for divisor in divisors(powers[k]):
        exponents, factor = dict(divisor), Fraction(1)
        for j, exponent in powers[k]:
            a, b = line[j]
            e = exponents.get(j, 0)
            factor *= comb(exponent, e) * a ** (exponent - e) * b**e
        total[k if divisor == powers[k] else index[divisor] if divisor else None] = factor
    return total


@dataclass(frozen=True)
class CentredColumns:
    """Numeric columns x = (value − centre) / scale, some of which are replaced by products of the x of others."""

    centre: Floats  # (d,)
    scale: Floats
    powers: Mapping[int, Exponents]

    @cached_property
    def products(self) -> Floats:
        """M (1 + d, 1 + d): [1, x] M are the values of all columns, standardised, those of `powers`, too."""
        M = np.eye(1 + len(self.centre))
        involved = {*self.powers, *(j for term in self.powers.values() for j, _ in term)}
        line = {j: (Fraction(float(self.centre[j])), Fraction(float(self.scale[j]))) for j in involved}
        for k in self.powers:
            for j, factor in expanded(k, self.powers, line).items():
                centre, scale = line[k]
                row = 0 if j is None else 1 + j
                M[row, 1 + k] = float((factor - centre if j is None else factor) / scale)
        return M

    def apply(self, Z: Floats) -> None:
        """Columns [1, standardised values, …] (…, 1 + d or more) become [1, x, …]: those of `powers` change."""
        M, d = self.products, len(self.centre)
        for k in sorted(self.powers, key=lambda k: degree(self.powers[k])):
            lower = M[:, 1 + k].copy()
            lower[1 + k] = 0.0
            Z[:, 1 + k] = (Z[:, 1 + k] - Z[:, : 1 + d] @ lower) / M[1 + k, 1 + k]
