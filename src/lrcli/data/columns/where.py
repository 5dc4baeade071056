"""Which rows are used: --where "fuel == 'diesel' and year >= 2010".

The grammar, read by a parser of its own; nothing is ever evaluated by Python:

    either = both {"or" both}         both = single {"and" single}
    single = "not" single | "(" either ")" | column test
    test   = "is" ["not"] "missing" | ["not"] "in" "(" value {"," value} ")" | comparison value
    comparison = "==" | "!=" | "<" | "<=" | ">" | ">="
    value  = a number, as 20.5 or 20k | 'a text' | "a text"        column = a word | `any name`

A cell that is missing passes no test but "is missing"; one that is not understood as a number only "is not missing".
"""

import math
import operator
import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import NamedTuple, NoReturn, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from lrcli.arrays import Floats, Mask
from lrcli.errors import OptionError
from lrcli.notation.characters import with_usual_characters
from lrcli.notation.entry import Doubt, nearest, read_entry, read_level
from lrcli.notation.kinds import Form, names_of_ordered_kinds
from lrcli.notation.missing import PLAIN_NUMBER
from lrcli.text import short

COMPARING: dict[str, Callable[[Floats, float], Mask]] = {
    "==": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
DEEPEST = 100  # nested brackets and negations
TOKEN = re.compile(
    rf"(?P<number>{PLAIN_NUMBER}(?![\w.]))|'(?P<single>[^']*)'|\"(?P<double>[^\"]*)\"|`(?P<quoted>[^`]+)`"
    r"|(?P<word>\w[\w.]*)|(?P<sign>==|!=|<=|>=|[<>(),])"
)


class Values(NamedTuple):
    """The cells of rows (n,): numbers, NaN where there is none; texts, null where missing."""

    n: int
    numbers: Mapping[str, Floats]
    texts: Mapping[str, pa.ChunkedArray]


class ConditionNode(Protocol):
    def mask(self, values: Values) -> Mask:
        """Which rows pass, (n,)."""
        ...


@dataclass(frozen=True)
class Condition:
    """A condition on rows, and the columns that it looks at."""

    text: str
    root: ConditionNode
    forms: Mapping[str, Form]  # of the columns that are compared as numbers
    texts: tuple[str, ...]  # those that are compared as texts, or looked at for missing cells
    readings: tuple[str, ...] = ()  # remarks on values that are not plain

    def mask(self, n: int, numbers: Mapping[str, Floats], texts: Mapping[str, pa.ChunkedArray]) -> Mask:
        """Which of n rows pass, by the cells of the columns that are looked at."""
        return self.root.mask(Values(n, numbers, texts))


@dataclass(frozen=True)
class Any:
    nodes: tuple[ConditionNode, ...]

    def mask(self, values: Values) -> Mask:
        passed: Mask = np.logical_or.reduce([node.mask(values) for node in self.nodes])
        return passed


@dataclass(frozen=True)
class All:
    nodes: tuple[ConditionNode, ...]

    def mask(self, values: Values) -> Mask:
        passed: Mask = np.logical_and.reduce([node.mask(values) for node in self.nodes])
        return passed


@dataclass(frozen=True)
class Not:
    node: ConditionNode

    def mask(self, values: Values) -> Mask:
        return ~self.node.mask(values)


@dataclass(frozen=True)
class IsMissing:
    column: str

    def mask(self, values: Values) -> Mask:
        return _mask(pc.is_null(values.texts[self.column]))


@dataclass(frozen=True)
class Compared:
    """Whether the number in a column compares so with another."""

    column: str
    comparison: str
    number: float

    def mask(self, values: Values) -> Mask:
        numbers = values.numbers[self.column]
        with np.errstate(invalid="ignore"):
            passed: Mask = COMPARING[self.comparison](numbers, self.number) & ~np.isnan(numbers)
        return passed


@dataclass(frozen=True)
class Same:
    """Whether the text in a column is, or is not, another."""

    column: str
    comparison: str  # "==" or "!="
    word: str

    def mask(self, values: Values) -> Mask:
        compare = pc.equal if self.comparison == "==" else pc.not_equal
        return _mask(pc.fill_null(compare(values.texts[self.column], self.word), False))


def _mask(column: pa.ChunkedArray) -> Mask:
    mask: Mask = column.to_numpy().astype(np.bool_)
    return mask


class Span(NamedTuple):
    """The lowest and the highest number of a column, and whose numbers these are, in words."""

    low: float
    high: float
    seen: str


class KnownColumns(NamedTuple):
    """What the first rows, or a training, tell of a column, by its name."""

    span_of: Callable[[str], Span]
    levels_of: Callable[[str], Collection[str]]  # the different texts


NOTHING_SEEN = KnownColumns(lambda name: Span(-math.inf, math.inf, ""), lambda name: ())


def parse(
    text: str, header: Sequence[str], form_of: Callable[[str], Form | None], look: KnownColumns = NOTHING_SEEN
) -> Condition:
    """The condition that a text is. form_of: how a column's numbers are written, None where it holds texts."""
    return Parser(with_usual_characters(text), header, form_of, look=look).condition()


class Token(NamedTuple):
    kind: str  # the group of TOKEN that it is; "end" behind the last
    text: str
    position: int


@dataclass
class Parser:
    """Reads a condition from left to right, one method for each rule of the grammar."""

    text: str
    header: Sequence[str]
    form_of: Callable[[str], Form | None]
    forms: dict[str, Form] = field(default_factory=dict)
    texts: dict[str, None] = field(default_factory=dict)
    look: "KnownColumns" = field(default_factory=lambda: NOTHING_SEEN)
    readings: list[str] = field(default_factory=list)  # how values were understood that are not plain
    position: int = 0
    depth: int = 0  # of brackets and negations that are open

    def condition(self) -> Condition:
        root = self.either()
        if (token := self.peek()).kind != "end":
            # 200,000 and 200 km are a number and something else.
            written = self.text[: self.position][-1:].isdigit() and read_level(token.text, self.header) is None
            quotes = " (a number with separators or a unit goes in quotes)" if written else ""
            self.fail(f"'and' or 'or'{quotes}", token)
        return Condition(self.text, root, self.forms, tuple(self.texts), tuple(self.readings))

    def either(self) -> ConditionNode:
        nodes = [self.both()]
        while self.accept("or"):
            nodes.append(self.both())
        return nodes[0] if len(nodes) == 1 else Any(tuple(nodes))

    def both(self) -> ConditionNode:
        nodes = [self.single()]
        while self.accept("and"):
            nodes.append(self.single())
        return nodes[0] if len(nodes) == 1 else All(tuple(nodes))

    def single(self) -> ConditionNode:
        token = self.peek()
        if self.accept("not"):
            with self.deeper(token):
                return Not(self.single())
        if self.accept("("):
            with self.deeper(token):
                inside = self.either()
            self.expect(")")
            return inside
        return self.test(self.column())

    @contextmanager
    def deeper(self, token: Token) -> Iterator[None]:
        """One level further into brackets and negations, of which Python's own stack holds only so many."""
        self.depth += 1
        if self.depth > DEEPEST:
            self.fail(f"at most {DEEPEST} brackets and negations in one another", token)
        yield
        self.depth -= 1

    def test(self, column: str) -> ConditionNode:
        if self.accept("is"):
            absent = not self.accept("not")
            self.expect("missing")
            self.texts[column] = None
            return IsMissing(column) if absent else Not(IsMissing(column))
        outside = self.accept("not")
        if outside or self.peek().text == "in":
            self.expect("in")
            return self.listed(column, "!=" if outside else "==")
        token = self.next()
        if token.text not in COMPARING:
            self.fail("==, !=, <, <=, >, >=, in, is missing", token)
        return self.compared(column, token.text, self.next())

    def listed(self, column: str, comparison: str) -> ConditionNode:
        self.expect("(")
        nodes = [self.compared(column, comparison, self.next())]
        while self.accept(","):
            nodes.append(self.compared(column, comparison, self.next()))
        self.expect(")")
        return Any(tuple(nodes)) if comparison == "==" else All(tuple(nodes))

    def compared(self, column: str, comparison: str, value: Token) -> ConditionNode:
        """A column against a value: dates and their like by their numbers though in quotes, words as they stand."""
        form = self.form_of(column)
        if value.kind == "number":
            if form is None:
                raise OptionError("where", f": {column!r} holds texts; compare it with one: {column} == '{value.text}'")
            if form.in_quotes:
                raise OptionError("where", f": {column!r} holds {form.nouns}; compare it with a text as in the file")
        literal = value.kind in {"number", "single", "double"}
        readable = literal or (value.kind == "word" and value.text[0].isdigit())  # as 20k
        if form is not None and form.ordered and readable and (number := self.number(column, form, value)) is not None:
            self.forms[column] = form
            return Compared(column, comparison, number)
        if not literal:
            self.fail("a number, or a text in quotes", value)
        if comparison not in {"==", "!="} or (form is not None and form.in_quotes and form.ordered):
            if form is not None and form.ordered:
                raise OptionError("where", f": {value.text!r} is no {form.noun} like those of {column!r} ({form})")
            ordered = names_of_ordered_kinds()
            raise OptionError("where", f": {column} {comparison} {value.text!r}: only {ordered} have an order")
        self.texts[column] = None
        return self.same(column, comparison, value.text.strip())

    def number(self, column: str, form: Form, value: Token) -> float | None:
        """A number by the rule of `read_entry`, with the range of the column; None where the text has none."""
        text = value.text
        plain = form.number(text)
        if plain is not None and {other.value for other in form.other_readings(text)} <= {plain}:
            return plain  # there is nothing to decide, and the range takes time
        span = self.look.span_of(column)
        entry = read_entry(text, form, span.low, span.high)
        if isinstance(entry, Doubt):
            first, second = (short(value) for value in entry)
            raise OptionError("where", f": {column} {text!r} may be {first} or {second}; write it without separators")
        if entry is None:
            return None
        if not entry.as_written:
            reading = f"--where: {column} {text!r} is read as {form.shown_with_unit(entry.value)}"
            if entry.rival is not None:
                ends = f"{short(span.low)} to {short(span.high)}"
                reading += f", since {short(entry.rival)} is outside {ends}, the range {span.seen}"
            self.readings.append(reading)
        return entry.value

    def same(self, column: str, comparison: str, text: str) -> ConditionNode:
        """A text as it stands, and also as the first rows have it where only case and blanks differ."""
        levels = self.look.levels_of(column)
        level = read_level(text, levels)
        if level is None or level == text:
            if level is None and (like := nearest(text, levels)):
                self.readings.append(f"--where: the first rows have no {column} {text!r}; did you mean {like!r}?")
            return Same(column, comparison, text)
        self.readings.append(f"--where: {column} {text!r} is read as {level!r}")
        both = Same(column, comparison, text), Same(column, comparison, level)
        return Any(both) if comparison == "==" else All(both)

    def column(self) -> str:
        token = self.next()
        if token.kind not in {"word", "quoted"}:
            self.fail("a column", token)
        name = read_level(token.text, self.header)
        if name is None:
            raise OptionError("where", f": no column {token.text!r}; the columns are {', '.join(self.header)}")
        return name

    def peek(self) -> Token:
        position = self.position
        while self.text[position : position + 1].isspace():
            position += 1
        if position == len(self.text):
            return Token("end", "", position)
        match = TOKEN.match(self.text, position)
        if match is None:
            self.fail("a column, a comparison or a value", Token("", self.text[position], position))
        assert match.lastgroup is not None
        return Token(match.lastgroup, match[match.lastgroup], position)

    def next(self) -> Token:
        token = self.peek()
        if token.kind != "end":
            match = TOKEN.match(self.text, token.position)
            assert match is not None
            self.position = match.end()
        return token

    def accept(self, word: str) -> bool:
        token = self.peek()
        accepted = token.kind in {"word", "sign"} and token.text == word
        if accepted:
            self.next()
        return accepted

    def expect(self, word: str) -> None:
        if not self.accept(word):
            self.fail(repr(word), self.peek())

    def fail(self, wanted: str, token: Token) -> NoReturn:
        actual = f"{token.text!r} in column {token.position + 1}" if token.kind != "end" else "the end"
        raise OptionError("where", f"{self.text!r}: expected {wanted}, found {actual}")
