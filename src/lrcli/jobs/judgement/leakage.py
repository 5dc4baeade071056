"""What a verdict says of a target that columns give away, and which of them to leave out."""

from collections.abc import Sequence
from itertools import chain

from lrcli.fitting.evidence.facts import Evidence
from lrcli.fitting.evidence.target_leakage import ExactRelation, OrderRelation, ProductRelation
from lrcli.jobs.judgement.reason import Reason, Remedy
from lrcli.text import count, short

TARGET_LEAKAGE = "target in disguise"
NAMED_COLUMNS = 3  # that a sentence names


def target_leakage(evidence: Evidence) -> Reason | None:
    """A target that columns give by a formula, or one column by its order, is not learned but known."""
    target = evidence.target
    if (text := evidence.doubts.get(TARGET_LEAKAGE)) is not None:
        return Reason(TARGET_LEAKAGE, text)
    if evidence.formula is not None:
        return _of_sum(target, evidence.formula)
    if evidence.product is not None:
        return _of_product(target, evidence.product, others=evidence.p > 2)
    return _of_order(target, evidence.ordered) if evidence.ordered else None


def _of_sum(target: str, formula: ExactRelation) -> Reason:
    several = len(formula.columns) > 1
    text = (
        f"{target} is {formula_text(formula)} in every row{' but for rounding' * formula.rounded}, so "
        f"{'they give' if several else 'it gives'} it away; leave out what is not known before {target} is"
    )
    columns = formula.columns_to_exclude
    return Reason(TARGET_LEAKAGE, text, {"exclude": ",".join(columns)} if columns else {})


# No command leaves both columns out: an area is known before a rent is, which is that area times the rent per square
# metre. A sum is another case, since its other summands still give most of it away.
def _of_product(target: str, product: ProductRelation, *, others: bool) -> Reason:
    several = len(product.columns) > 1
    text = (
        f"{target} is {product_text(product)} in {product.rows:,} rows{' but for rounding' * product.rounded}, so "
        f"{'they give' if several else 'it gives'} it away; "
    )
    if several:
        return Reason(TARGET_LEAKAGE, f"{text}--exclude the one that is not known before {target} is")
    name = product.columns[0]
    remedy: Remedy = {"exclude": name} if others and "," not in name else {}
    return Reason(TARGET_LEAKAGE, f"{text}leave it out if it is not known before {target} is", remedy)


def _of_order(target: str, ordered: Sequence[OrderRelation]) -> Reason:
    names = [relation.column for relation in ordered]
    also = f", and so {'do' if len(names) > 2 else 'does'} {names_in_words(names[1:])}" if len(names) > 1 else ""
    text = (
        f"{order_text(target, ordered[0])}, so it gives {target} away{also}; leave {'them' if also else 'it'} out if "
        f"{'they are' if also else 'it is'} not known before {target} is"
    )
    columns = [relation.column for relation in ordered if relation.can_be_excluded]
    return Reason(TARGET_LEAKAGE, text, {"exclude": ",".join(columns)} if columns else {})


def order_text(target: str, relation: OrderRelation) -> str:
    """What the order or the classes of a column are to the target."""
    column, rows = relation.column, f"in {relation.rows:,} rows"
    (lower, top), (upper, bottom) = relation.cut
    match relation.kind:
        case "order":
            return f"{column} has {target} in its order {rows} without one exception, as its own rank or logarithm has"
        case "ranges":
            between = f"{lower} ends at {short(top)}, {upper} begins at {short(bottom)}"
            return f"each of {relation.values} values of {column} is a range of {target} {rows} ({between})"
        case "values":
            example = f"{lower} is {short(top)}, {upper} is {short(bottom)}"
            return f"each of {relation.values} values of {column} has one {target} {rows} ({example})"


def names_in_words(names: Sequence[str]) -> str:
    """ "rank", "rank and decile", "rank, decile, quartile and 2 more columns"."""
    rest = len(names) - NAMED_COLUMNS
    *before, last = [*names[:NAMED_COLUMNS], count(rest, "more column")] if rest > 0 else names
    return f"{', '.join(before)} and {last}" if before else last


def formula_text(formula: ExactRelation) -> str:
    """ "casual + registered"."""
    if len(formula.columns) > NAMED_COLUMNS:
        named, rest = formula.columns[:NAMED_COLUMNS], len(formula.columns) - NAMED_COLUMNS
        return f"a sum of {', '.join(named)} and {count(rest, 'more column')}"
    terms = [
        f"{'-' if weight < 0 else '+'} {'' if abs(abs(weight) - 1) < 1e-9 else short(abs(weight)) + ' '}{name}"
        for weight, name in zip(formula.weights, formula.columns, strict=True)
    ]
    constant = [f"{'-' if formula.constant < 0 else '+'} {short(abs(formula.constant))}"] if formula.constant else []
    joined = " ".join(chain(terms, constant))
    return joined.removeprefix("+ ") if joined.startswith("+") else f"-{joined.removeprefix('- ')}"


def product_text(product: ProductRelation) -> str:
    """ "rent_per_m2 × area", "235.2 / litres"."""
    constant = [] if product.constant == 1 and product.factors else [short(product.constant)]
    return " / ".join([" × ".join([*constant, *product.factors]), *product.divisors])
