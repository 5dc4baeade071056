"""The parts that parse what strangers give, called in this process: thousands of inputs a second.

Each draws an input, gives it to one part and yields what is wrong with the answer. That an error is anything but a
LrcliError, or that a library warns, is noticed by whoever calls it.
"""

import contextlib
import json
import math
import random
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import msgspec
import numpy as np
import pyarrow as pa
from campaigns.containers import of_container
from campaigns.fuzz import READING, SAMPLES, WORDS, condition, damaged_model, term
from campaigns.tables import CELLS, of_chance, spoiled
from starlette.exceptions import HTTPException

from lrcli.data.columns.values import to_values
from lrcli.data.columns.where import KnownColumns, Span, parse
from lrcli.data.files.dataset import Files
from lrcli.data.files.layout import Layout
from lrcli.data.rows.start import look_at
from lrcli.errors import OptionError
from lrcli.fitting.recipe import Recipe
from lrcli.jobs.case import predict_case
from lrcli.jobs.selection import Selection
from lrcli.jobs.train import train
from lrcli.model.linear import Model, decoded
from lrcli.notation.entry import read_entry
from lrcli.notation.form import Ambiguous
from lrcli.notation.hints import DECIMALS, THOUSANDS, Hints
from lrcli.notation.kinds import Form, find_form
from lrcli.notation.numbers import PLAIN, NumberForm
from lrcli.notation.terms import parse_term, product
from lrcli.options import Declaration, declarations
from lrcli.report.json.case import case_document
from lrcli.server.app import of_json, to_json_line, wanted_of

Draw = random.Random
ROUNDING = 1e-9  # relative to the largest summand
LETTERS = "".join(map(chr, [*range(128), 0xA0, 0xB2, 0xD7, 0xDF, 0x130, 0x660, 0x2007, 0x2028, 0x2212, 0x10FFFF]))
MARKS = "0123456789.,:;/-+ '%€$()^=<>`\"eE_²"


def changed(text: str, draw: Draw) -> str:
    """A text with a few characters more, less or others."""
    for _ in range(draw.choice((0, 0, 1, 1, 2, 5))):
        at = draw.randint(0, len(text))
        more = draw.choice(("", draw.choice(MARKS), draw.choice(LETTERS), draw.choice(CELLS), draw.choice(WORDS)))
        text = text[:at] + more + text[at + draw.choice((0, 1, 1, 4)) :]
    return text


FORMS: dict[str, Form | None] = {
    "age": PLAIN,
    "price": NumberForm(decimal=",", thousands="."),
    "sold": None,  # dates, found below
    "fuel": None,
    "a b": PLAIN,
}
COLUMNS = tuple(FORMS)
ROWS = 7
LEVELS = ("diesel", "petrol", "it's", "", "\u0130", "a  b")


@cache
def form_of(name: str) -> Form | None:
    return find_form({"31.12.1999": 1, "1.2.2003": 2}, Hints()) if name == "sold" else FORMS[name]


def conditions(draw: Draw, folder: Path) -> Iterator[str]:
    """A condition selects rows, its negation the others, and brackets change nothing."""
    text = changed(condition(draw), draw)
    if draw.random() < 0.05:
        text = draw.choice(("(", "not ", "not(", "age<1 and ", "age in (")) * draw.choice((3, 99, 101, 1000)) + text
    look = KnownColumns(lambda name: Span(0.0, draw.choice((5.0, math.inf, 2e5)), "of some rows"), lambda name: LEVELS)
    parsed = parse(text, COLUMNS, form_of, look)
    numbers = {
        name: np.array([draw.choice((0.0, 1.0, 5.0, math.nan, -1e308)) for _ in range(ROWS)]) for name in COLUMNS
    }
    texts = {
        name: pa.chunked_array([[draw.choice((*LEVELS, None)) for _ in range(ROWS)]], pa.string()) for name in COLUMNS
    }
    mask = parsed.mask(ROWS, numbers, texts)
    if mask.shape != (ROWS,) or mask.dtype != np.bool_:
        yield "a condition's mask is none"
    for other, expected in ((f"not ({text})", ~mask), (f"({text})", mask)):
        with contextlib.suppress(OptionError):  # one bracket too many for the deepest
            if not np.array_equal(parse(other, COLUMNS, form_of, look).mask(ROWS, numbers, texts), expected):
                yield f"{other[:4]!r} around a condition selects other rows"


TERM_COLUMNS = ("age", "mileage", "fuel", "brand", "horsepower", "price", "a b", "log(x)", "x:y", "x^2", "x")


def terms(draw: Draw, folder: Path) -> Iterator[str]:
    """A term names columns, has the name by which it is read again, and its value is a number, none or refused."""
    text = changed(term(draw), draw)
    if draw.random() < 0.02:
        text = draw.choice(("log(", "x:", "(", "^2", "age:")) * draw.choice((100, 3000)) + text
    parsed = parse_term(TERM_COLUMNS, text)
    if not {factor.column for factor in parsed.factors} <= {*TERM_COLUMNS}:
        yield "a term of no column"
    if parse_term(TERM_COLUMNS, parsed.name) != parsed and not _has_mark(parsed.name):
        yield "a term's name is another term"
    values = {name: draw.choice((None, 0.0, -1.0, 2.5, 1e308, 5e-324, -1e200)) for name in TERM_COLUMNS}
    with contextlib.suppress(ValueError):
        value = product(parsed.factors, values)
        if value is not None and not math.isfinite(value):
            yield "a term is not finite"


def _has_mark(name: str) -> bool:
    """Whether a column's own name has the marks of terms, so that a name of a term may be read in two ways."""
    return any(column in name for column in ("log(x)", "x:y", "x^2"))


def cells(draw: Draw, folder: Path) -> Iterator[str]:
    """Cells have a notation or none. Arrow and Python read each in it alike, and what it shows can be typed again."""
    write = _notation(draw)
    texts = [changed(write(), draw) if draw.random() < 0.3 else write() for _ in range(draw.randint(1, 12))]
    counts = dict.fromkeys((text.strip() for text in texts if text.strip()), draw.choice((1, 100)))
    hints = Hints(
        draw.choice((None, None, *DECIMALS)),
        draw.choice((None, None, *THOUSANDS)),
        draw.choice((None, True, False)),
        words=frozenset(draw.choice(((), ("date",), ("created", "at"), ("year",)))),
        has_blanks=draw.random() < 0.5,
    )
    form = find_form(counts, hints)
    if form is None:
        return
    if isinstance(form, Ambiguous):
        for each in (form.first, form.second):
            str(each), each.reading(form.text)
        return
    if msgspec.json.decode(msgspec.json.encode(form), type=Form) != form:
        yield f"{form.noun}: model.json keeps another form"
    asked = [*counts, *(changed(text, draw) for text in counts), draw.choice(CELLS), draw.choice(WORDS)]
    asked = [text.strip() for text in asked if _is_text(text)]
    yield from _read_alike(form, asked)
    str(form), form.remark(asked[0]), form.per, form.units, form.choices, form.entry_patterns
    low, high = draw.choice(((0.0, 9.0), (-math.inf, math.inf), (1e5, 1e9)))
    for text in asked:
        read_entry(text, form, low, high), form.doubt(text), form.separated(text), form.is_proven_by(text)
        value = form.number(text)
        if value is None:
            continue
        if not math.isfinite(value):
            yield f"a {form.noun} is {value}"
            continue
        if form.number(form.text(value)) is None:
            yield f"a {form.noun} is shown as a cell that is none"
        if not form.shown_with_unit(value):
            yield f"a {form.noun} is shown as nothing"


def _is_text(text: str) -> bool:
    return text.isprintable() or "\ud800" not in text


def _read_alike(form: Form, texts: list[str]) -> Iterator[str]:
    """Cells by Arrow's expressions and by Python, where they are no missing words."""
    values, _ = to_values(pa.chunked_array([texts], pa.string()), form, ())
    for text, value in zip(texts, values.tolist(), strict=True):
        number = form.number(text)
        own = math.nan if number is None else number
        if value != own and not (math.isnan(value) and math.isnan(own)):
            yield f"Arrow and Python read a {form.noun} differently: {text[:30]!a} is {value!r} or {own!r}"


UNITS = ("", " km", " €", "%", " kg", "€", " hp", "m²", " km/h", " USD")
MONTHS = ("Jan", "January", "janvier", "März", "Sept.", "5", "12")


def _notation(draw: Draw) -> Callable[[], str]:
    """What writes cells in one way."""

    def number() -> float:
        return draw.choice((draw.randint(-9, 9999), draw.uniform(-1e6, 1e6), 10 ** draw.uniform(-300, 300), 0))

    def grouped(separator: str, decimal: str) -> str:
        return f"{number():,.{places}f}".replace(",", "\0").replace(".", decimal).replace("\0", separator)

    def day() -> date:
        return date(1970, 1, 1) + timedelta(draw.randint(-25_000, 25_000))

    places, unit, months = draw.choice((0, 1, 2, 3)), draw.choice(UNITS), draw.sample(MONTHS, 3)
    separator, decimal = draw.choice(((",", "."), (".", ","), (" ", ","), ("'", "."), ("", "."), ("\u202f", ",")))
    pattern = draw.choice(
        ("%d.%m.%Y", "%m/%d/%y", "%Y-%m-%d", "%Y%m%d", "%d %b %Y", "%B %d, %Y", "%Y-%m", "%Y-W%W", "%d-%m-%y")
    )
    clock = draw.choice(("", "", " %H:%M", "T%H:%M:%SZ", " %I:%M %p", "T%H:%M:%S+02:00", " %H:%M:%S.123456"))
    words = draw.choice((("yes", "no"), ("true", "false"), ("1", "0"), ("ja", "nein"), ("x", ""), ("Y", "N")))
    return draw.choice(
        (
            lambda: grouped(separator, decimal) + unit,
            lambda: unit.strip() + grouped(separator, decimal),
            lambda: repr(number()),
            lambda: str(number()),
            lambda: day().strftime(pattern + clock),
            lambda: f"{draw.randint(0, 99)} {draw.choice(months)} {draw.randint(0, 2100)}",
            lambda: f"{draw.randint(0, 30)}:{draw.randint(0, 70):02}",
            lambda: f"{draw.randint(0, 99)}:{draw.randint(0, 70):02}:{draw.randint(0, 70):02}",
            lambda: f"{draw.randint(0, 9)}h {draw.randint(0, 70)}m",
            lambda: f"P{draw.randint(0, 9)}DT{draw.randint(0, 99)}H",
            lambda: f"{draw.randint(0, 9)}'{draw.randint(0, 13)}\"",
            lambda: f"{draw.randint(0, 9)} ft {draw.randint(0, 13)} in",
            lambda: f"{draw.randint(0, 9)} {draw.choice(('km', 'm', 'mi'))}",
            lambda: str(draw.randint(0, 2_000_000_000_000)),
            lambda: str(draw.randint(15_000_000_00, 17_000_000_00)),
            lambda: f"{draw.randint(1990, 2030)}Q{draw.randint(1, 5)}",
            lambda: draw.choice(words),
            lambda: draw.choice(CELLS),
        )
    )


@cache
def every_option() -> tuple[tuple[type, Declaration], ...]:
    return tuple((record, each) for record in (Layout, Selection, Recipe) for each in declarations(record).values())


def values(draw: Draw, folder: Path) -> Iterator[str]:
    """The texts of options are values in their range, or refused."""
    given = {}
    record = draw.choice((Layout, Selection, Recipe))
    for each in draw.sample(list(declarations(record).values()), draw.choice((1, 1, 2, 3))):
        text = draw.choice((*CELLS, *(words for _, many in READING for words in many or ()), *each.option.choices))
        value = each.read(changed(text, draw)) if not each.is_switch else draw.choice((True, False))
        each.check(value)
        number = isinstance(value, int | float) and not isinstance(value, bool)
        if number and not (math.isfinite(value) and value in each.option.limits):
            yield f"--{each.name} may be {value!r}"
        given[each.name] = value
    record(**given)


@cache
def sound_models() -> tuple[bytes, ...]:
    """Models with numbers, categories, terms, dates, several targets and a logarithm, trained once."""
    path = str(SAMPLES / "used_cars.csv")
    ways = ({}, {"log_target": True}, {"features": ("age", "log(mileage)", "fuel:age", "age^2", "brand")})
    few = Recipe(epochs=2)
    return tuple(train(path, Selection(**way), few).model.to_json().encode() for way in ways)


def models(draw: Draw, folder: Path) -> Iterator[str]:
    """A damaged model is refused, or is kept as it is, and predicts a case as JSON that a parser reads."""
    damage = draw.choice((damaged_model, other_numbers))
    content = damage(draw.choice(sound_models()), draw)
    model = decoded(content, "m.json")
    if decoded(model.to_json().encode(), "m.json") != model:
        yield "a model is another one when it was written and read"
    yield from _predict(model, draw)


def _predict(model: Model, draw: Draw) -> Iterator[str]:
    words = (*CELLS, "100", "diesel", "120.000", "2019-05-01")
    case = {column.name: draw.choice(words) for column in model.inputs}
    answer = predict_case(
        model, case, interval=draw.choice((None, 50.0, 90.0)), mean=draw.random() < 0.2, explain=draw.random() < 0.5
    )
    json.loads(to_json_line(case_document(model, answer)), parse_constant=_refuse)
    if not model.written(answer.predicted):
        yield "a prediction is written as nothing"
    if answer.parts and not model.target.log:
        size = max(map(abs, answer.parts))
        if not math.isclose(math.fsum(answer.parts), answer.predicted, rel_tol=ROUNDING, abs_tol=ROUNDING * size):
            yield "the parts of a prediction do not add up to it"


NUMBER = re.compile(rb"(?<=[ \[])-?[0-9][-+.0-9e]*(?=[,\]\n}])")
EXTREME = (b"0", b"-1", b"1e308", b"-1e308", b"5e-324", b"1e200", b"1e16", b"0.1", b"7", b"1e30")


def other_numbers(content: bytes, draw: Draw) -> bytes:
    """A model with some numbers changed, most of which it is still a model with."""
    for _ in range(draw.choice((0, 1, 1, 2, 3))):
        start, end = draw.choice([match.span() for match in NUMBER.finditer(content)])
        content = content[:start] + draw.choice(EXTREME) + content[end:]
    return content


def _refuse(word: str) -> float:
    raise AssertionError(f"{word} in JSON")


@cache
def served() -> Model:
    return decoded(sound_models()[0], "m.json")


QUERIES = ("interval", "mean", "explain", "delimiter", "decimal", "thousands", "missing_values", "x", "")


def requests(draw: Draw, folder: Path) -> Iterator[str]:
    """The body and the query of a request are answered or refused."""
    query = {
        draw.choice(QUERIES): changed(draw.choice((*CELLS, "90", "true", ",")), draw)
        for _ in range(draw.choice((0, 1, 2)))
    }
    value = (None, 5, 1.5, True, "5", "120.000", 1e308, -1, 10**30, [], {}, draw.choice(CELLS), "diesel")
    names = [column.name for column in served().inputs]
    cases = [
        {changed(name, draw) if draw.random() < 0.02 else name: draw.choice(value) for name in names}
        for _ in range(draw.choice((1, 1, 1, 0, 2, 5)))
    ]
    body = json.dumps(cases[0] if len(cases) == 1 else cases)
    if draw.random() < 0.3:
        body = changed(body, draw)
    if draw.random() < 0.02:
        body = draw.choice(("[", '{"a":', "1")) * draw.choice((5000, 100_000)) + body
    with contextlib.suppress(HTTPException):
        answer = of_json(served(), body.encode(errors="replace"), wanted_of(query))
        json.loads(to_json_line(answer), parse_constant=_refuse)
        if any("price_predicted" not in case for case in answer.get("predictions", [answer])):
            yield "a case has no prediction"


def heads(draw: Draw, folder: Path) -> Iterator[str]:
    """The first rows of a table: its encoding, dialect, header and the notation of its columns."""
    data = of_chance(draw) if draw.random() < 0.6 else spoiled(_sample(), draw)
    yield from _looked_at(data, "t.csv", _layout(draw), folder)


@cache
def _sample() -> bytes:
    return (SAMPLES / "used_cars.csv").read_bytes()[:20_000]


def _layout(draw: Draw) -> Layout:
    """Some options of reading; mostly none."""
    given = {}
    for flag, texts in draw.sample(READING, draw.choice((0, 0, 0, 1, 2))):
        name = flag[2:].replace("-", "_")
        given |= {"header": False} if texts is None else {name: declarations(Layout)[name].read(draw.choice(texts))}
    return Layout(**given)


def _looked_at(data: bytes, name: str, layout: Layout, folder: Path) -> Iterator[str]:
    path = folder / name
    path.write_bytes(data)
    with Files([str(path)], layout) as files:
        first = look_at(files)
        if len({*first.header}) < len(first.header):
            yield "two columns have one name"
        Selection(layout=layout).decide(first)


def packed(draw: Draw, folder: Path) -> Iterator[str]:
    """A file of another format, cut or changed, is read or refused."""
    name, data = of_container(draw, folder)
    yield from _looked_at(data, name, Layout(), folder)


PIECES: dict[str, Callable[[Draw, Path], Iterator[str]]] = {
    "condition texts": conditions,
    "term texts": terms,
    "cells": cells,
    "option texts": values,
    "model bytes": models,
    "requests": requests,
    "table heads": heads,
    "packed bytes": packed,
}
