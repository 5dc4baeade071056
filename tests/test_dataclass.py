"""Our `dataclass` is the standard library's, but for the time that a definition takes."""

import copy
import dataclasses
import pickle
from dataclasses import FrozenInstanceError, asdict, field, fields, replace
from functools import cached_property

import pytest

from lrcli.dataclass import dataclass


def classes_by(decorator):
    """The same three classes, defined by a decorator."""

    @decorator(frozen=True)
    class Point:
        x: float
        y: float = 0.0
        marks: tuple[str, ...] = field(default=(), compare=False)
        others: list[int] = field(default_factory=list, repr=False, compare=False)

        @cached_property
        def length(self):
            return (self.x**2 + self.y**2) ** 0.5

    @decorator(frozen=True, kw_only=True)
    class Named(Point):
        name: str

        def __repr__(self):
            return self.name

    @decorator
    class Counter:
        n: int = 0
        twice: int = field(init=False)

        def __post_init__(self):
            self.twice = 2 * self.n

    return Point, Named, Counter


Point, Named, Counter = classes_by(dataclass)
EXPECTED = classes_by(dataclasses.dataclass)


@pytest.mark.parametrize(
    "use",
    [
        lambda point, named, counter: repr(point(1, 2, ("a",), [3])).rpartition(".")[2],
        lambda point, named, counter: repr(named(1, name="home")),
        lambda point, named, counter: repr(counter(4)).rpartition(".")[2],
        lambda point, named, counter: (point(1) == point(1.0, marks=("a",)), point(1) == point(2)),
        lambda point, named, counter: (point(1) == named(1, name="home"), named(1, name="a") == named(1, name="b")),
        lambda point, named, counter: (counter(1) == counter(1), counter(1) == counter(2), counter(1) == 1),
        lambda point, named, counter: hash(point(1, 2, ("a",))),
        lambda point, named, counter: len({named(1, name="a"), named(1, name="a"), named(2, name="a")}),
        lambda point, named, counter: counter.__hash__,
        lambda point, named, counter: asdict(replace(point(1, 2), y=5)),
        lambda point, named, counter: [each.name for each in fields(named)],
        lambda point, named, counter: (point(3, 4).length, counter(4).twice),
        lambda point, named, counter: vars(copy.deepcopy(point(3, 4, others=[1]))),
    ],
)
def test_it_is_used_as_that_of_the_standard_library(use):
    assert use(Point, Named, Counter) == use(*EXPECTED)


@pytest.mark.parametrize("kind", [Point(1), Named(1, name="home")])
@pytest.mark.parametrize("name", ["x", "y", "marks", "others", "length", "unknown"])
def test_what_is_frozen_can_be_neither_set_nor_deleted(kind, name):
    with pytest.raises(FrozenInstanceError):
        setattr(kind, name, 5)
    with pytest.raises(FrozenInstanceError):
        delattr(kind, name)
    assert kind.x == 1


def test_what_is_not_frozen_can_be_set():
    counter = Counter(1)
    counter.n = 5
    assert (counter.n, counter.twice) == (5, 2)


def test_what_is_pickled_comes_back_equal():
    assert pickle.loads(pickle.dumps(Single([1.0]))) == Single([1.0])


def test_values_that_have_no_equality_of_their_own_are_equal_to_themselves():
    one = Single([float("nan")])
    assert one == replace(one)
    assert one != Single([float("nan")])


@dataclass(frozen=True)
class Single:
    """One field, whose value is compared as part of a tuple, as the standard library does."""

    values: list[float]


def test_a_definition_compiles_one_function():
    """To compile is what takes the time."""
    assert compiled(dataclass) == 1
    assert compiled(dataclasses.dataclass) > 2


def compiled(decorator):
    """How many methods are compiled by a definition: those whose code belongs to a text, not to a file."""

    @decorator(frozen=True)
    class Pair:
        a: int
        b: int

    methods = [getattr(method, "__wrapped__", method) for method in vars(Pair).values()]
    return sum(getattr(method, "__code__", compiled.__code__).co_filename == "<string>" for method in methods)
