"""What each column is, decided once by the first rows and the options."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats
from lrcli.data.columns.codes import are_codes_of_things, missing_code
from lrcli.data.columns.decimal_marks import find_unproven
from lrcli.data.columns.first_rows import MOST_CELLS_OF_FORM, First, find_column_form
from lrcli.data.columns.names import is_code, is_identifier
from lrcli.data.columns.schema import Columns, LeftOutColumn
from lrcli.data.columns.targets import choose_targets, find
from lrcli.data.columns.terms import products
from lrcli.data.columns.values import FRACTION, numbers_rows, to_values
from lrcli.errors import DataError, OptionError
from lrcli.notation.form_selection import NEARLY_ALL
from lrcli.notation.kinds import Form
from lrcli.notation.numbers import PLAIN
from lrcli.notation.terms import parse_term
from lrcli.notation.units import numeral
from lrcli.text import count, shell_word

MANY_LEVELS = 50  # different texts: more are a category only where they are at most a fifth of the rows
MANY_ROWS, NEARLY_CONSTANT = 1000, 0.999  # of so many rows, the share of one text that leaves nothing to learn
ALL = "*"  # among the features: the columns that would be taken without being named


def decide(
    first: First,
    *,
    target: str | Sequence[str] | None = None,
    features: Sequence[str] = (),
    exclude: Sequence[str] = (),
    numeric: Sequence[str] = (),
    categorical: Sequence[str] = (),
    weights: str | None = None,
    group: str | None = None,
    time: str | None = None,
    stratify: bool = False,
    log_target: bool = False,
) -> Columns:
    """Sort the columns into targets, numeric, categorical and left out, by their first rows. features: also terms."""
    first = first.without_split(categorical)
    header = first.header
    for option, name in (("weights", weights), ("group", group), ("time", time)):
        if name is not None:
            find(header, name, option)
    chosen, target_reason = choose_targets(first, target, weights, group, time, log_target=log_target)
    targets = [each.name for each in chosen]
    features, exclude, numeric = map(first.columns_of, (features, exclude, numeric))
    wanted = [parse_term(header, text) for text in features if text != ALL]
    named = [term.name for term in wanted if term.is_column]
    others = (
        [name for name in header if name not in (*targets, weights, group)] if not features or ALL in features else []
    )
    by_option = {"exclude": exclude, "numeric": numeric, "categorical": categorical}
    excluded, numbers, texts = ({find(header, name, option) for name in names} for option, names in by_option.items())
    used = [factor.column for term in wanted for factor in term.factors]
    if both_ways := [name for name in targets if name in used]:
        the = "the" if len(targets) == 1 else "a"
        raise OptionError("features", f": {both_ways[0]!r} is {the} target and cannot be a feature")
    if both := numbers & texts:
        raise OptionError("numeric", f"and --categorical both name {min(both)!r}; leave one out")
    if weights in {*targets, *named}:
        raise OptionError("weights", f"{weights}: the column is {'the target' if weights in targets else 'a feature'}")
    if (group or time) in targets:
        raise OptionError("group" if group else "time", f"{group or time}: the column is the target")
    forms = {name: target_form(first, name, surely=name in numbers) for name in targets}
    if weights is not None:
        forms[weights] = form_of_numbers(first, weights, "weights")
    if time is not None:
        forms[time] = form_of_numbers(first, time, "time")
    as_numbers, as_texts, left_out = [], [], []
    for name in dict.fromkeys([*named, *others]):
        if name in excluded:
            continue
        form = None if name in texts else find_column_form(first, name, surely=name in numbers)
        reason = why_not(first, name, form is not None)
        if reason and name not in {*named, *numbers, *texts}:
            cell = first.nearly_a_number(name) if form is None else None
            no_number = f"; {first.strangeness(name, cell)}" if cell else ""
            left_out.append(LeftOutColumn(name, reason + no_number))
        elif form is not None:
            forms[name] = form
            as_numbers.append(name)
        else:
            as_texts.append(name)
    derived = products(first, [term for term in wanted if not term.is_column], numbers, texts)
    forms |= derived.forms
    return Columns(
        target=targets[0],
        numeric=(*as_numbers, *derived.terms, *targets[1:]),
        categorical=(*as_texts, *derived.joined),
        left_out=tuple(left_out),
        target_reason=target_reason,
        forms={name: form for name, form in forms.items() if form != PLAIN},
        unproven=find_unproven(first, forms),
        terms=derived.terms,
        joined=derived.joined,
        splits=first.splits,
        log_target=chosen[0].log,
        log_shift=chosen[0].shift,
        further=tuple(chosen[1:]),
        together=tuple(targets) if len(targets) > 1 else (),
        weights=weights,
        group=group,
        time=time,
        stratified=stratify,
        missing=first.layout.missing_values,
        remarks=(*first.remarks, *notation_remarks(first, remarkable(forms, weights), as_texts)),
    )


def remarkable(forms: Mapping[str, Form], weights: str | None) -> dict[str, Form]:
    """The columns of numbers whose notation is worth a look: not plain weights, which are not taken for codes."""
    return {name: form for name, form in forms.items() if name != weights or form != PLAIN}


def form_of_numbers(first: First, name: str, option: str) -> Form:
    """How weights, or times, are written. Raise OptionError where nearly all of them are not numbers of one kind."""
    form, present = find_column_form(first, name), first.present[name]
    if form is not None and (form.can_be_target or option == "time"):
        return form
    example = f", as {present[0].as_py()!r}" if len(present) else ""
    raise OptionError(option, f"{name}: the column holds no {'times' if option == 'time' else 'numbers'}{example}")


def notation_remarks(first: First, forms: Mapping[str, Form], texts: Sequence[str]) -> Iterator[str]:
    """Columns that are read as several, numbers that are not written plainly, and texts that look like numbers."""
    for split in first.splits:
        yield split.remark(first.example(split))
    for name in first.dashes & forms.keys():
        yield f"{name}: a dash among blanks is read as a missing cell; where an accountant means 0, write 0"
    for name, form in forms.items():
        if form != PLAIN:
            yield f"{name}: {form.remark(first.present[name][0].as_py())}"
        elif cell := first.padded.get(name) or _code(first, name):
            yield f"{name}: {first.location(name, cell)} {cell!r} is read as a number; --categorical if it is a code"
        yield from _remarks_on_codes(first, name, form)
    for name in texts:
        if cell := first.nearly_a_number(name):
            yield f"{name}: {first.strangeness(name, cell)}: the column is text"


def _remarks_on_codes(first: First, name: str, form: Form) -> Iterator[str]:
    """Numbers that may stand for a missing value or for things, among the first cells of a column."""
    if form.in_quotes:  # dates, yes and no
        return
    values = _first_numbers(first, name, form)
    if (code := named_code(first, name, form)) is not None:
        yield (
            f"{name}: {code:.15g} occurs {count(int((values == code).sum()), 'time')} in the first "
            f"{count(len(values), 'cell')}, far from all other values; "
            f"--missing-values {code:.15g} if it stands for a missing one"
        )
    if are_codes_of_things(name, values):
        low, high = values.min(), values.max()
        yield (
            f"{name}: the whole numbers from {low:.15g} to {high:.15g}, which repeat, are read as a quantity; "
            f"--categorical {shell_word(name)} if they number things"
        )


def named_code(first: First, name: str, form: Form) -> float | None:
    """The number that is pointed out as one that may stand for a missing value; None where there is none."""
    if form.in_quotes:
        return None
    code = missing_code(_first_numbers(first, name, form))
    return None if code in {form.number(word) for word in first.layout.missing_values} else code


def _first_numbers(first: First, name: str, form: Form) -> Floats:
    """The numbers among the first cells of a column."""
    if form == PLAIN and name in first.plain_numbers:
        return first.plain_numbers[name][:MOST_CELLS_OF_FORM]
    values, _ = to_values(first.present[name][:MOST_CELLS_OF_FORM], form)
    return values[~np.isnan(values)]


def _code(first: First, name: str) -> str | None:
    """The first of whole numbers that stand for things: by the column's name, or since hardly any repeats in an id."""
    if not (is_code(name) or is_identifier(name)):  # asked first, since cells take longer to look at
        return None
    present = first.present[name]
    if len(present) < 3 or len(present.filter(pc.match_substring_regex(present, FRACTION))):
        return None
    nearly_unique = is_identifier(name) and len(present.unique()) > NEARLY_ALL * len(present)
    return str(present[0].as_py()) if is_code(name) or nearly_unique else None


def decide_all(first: First, weights: str | None = None) -> Columns:
    """Every column as a number or as text, none left out and none the target. weights: the column of weights."""
    candidates = {name: find_column_form(first, name) for name in first.header}
    if weights is not None:
        candidates[find(first.header, weights, "weights")] = form_of_numbers(first, weights, "weights")
    forms = {name: form for name, form in candidates.items() if form is not None}
    texts = tuple(name for name in first.header if name not in forms)
    return Columns(
        None,
        tuple(forms),
        texts,
        forms={name: form for name, form in forms.items() if form != PLAIN},
        unproven=find_unproven(first, forms),
        splits=first.splits,
        weights=weights,
    )


def target_form(first: First, target: str, *, surely: bool = False) -> Form:
    """How the target's numbers are written. Raise DataError where nearly all its cells are not numbers of one kind."""
    form = find_column_form(first, target, surely=surely)
    if form is not None and form.can_be_target:
        return form
    present = first.present[target]
    if not len(present):
        problem = f"{first.name}: the target {target!r} has no value; name another with --target"
        raise DataError("; ".join([problem, *first.remarks]))  # which may say that formulas were never computed
    mostly = first.nearly_a_number(target)
    cell = mostly or next(cell for cell in present.to_pylist() if PLAIN.number(cell) is None)
    location, advice = first.location(target, cell), "name another with --target"
    if numeral(cell):
        raise DataError(f"{location}: the target {target!r} is {cell!r} there, in other units elsewhere; {advice}")
    leave_out = f", or leave such rows out with --numeric {target!r}" if mostly and form is None else ""
    raise DataError(f"{location}: the target {target!r} is {cell!r} there, not a number; {advice}{leave_out}")


def why_not(first: First, name: str, numeric: bool) -> str | None:
    """Why nothing can be learned from a column by default; None where something can."""
    present = first.present[name]
    if not len(present):
        return "empty"
    whole = len(present) == len(first.table)
    if whole and present[0] == present[-1] and pc.all(pc.equal(present, present[0])).as_py():  # two tell of nearly all
        return f"constant ({present[0].as_py()})"
    if numeric and not is_identifier(name):  # before the texts are told apart, which takes longer
        return None
    distinct = len(present.unique())
    if len(present) > 2 and distinct == len(present) and (not numeric or numbers_rows(present)):
        return "an identifier: every value is different"
    if not numeric and len(present) >= MANY_ROWS and (share := _commonest(present)) >= NEARLY_CONSTANT:
        return f"nearly constant: {share:.2%} of the cells are alike"
    if not numeric and (distinct > len(present) / 2 or distinct > max(MANY_LEVELS, len(present) / 5)):
        return f"free text: {distinct:,} different values in {len(present):,} rows"
    return None


def _commonest(present: pa.ChunkedArray) -> float:
    """The share of the commonest text."""
    return float(pc.max(pc.value_counts(present).field("counts")).as_py() / len(present))
