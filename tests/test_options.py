"""An option is declared once; what it is called, may be and says of itself follows."""

from dataclasses import dataclass
from math import inf

import pytest

from lrcli.errors import OptionError
from lrcli.options import COUNT, FROM_0_BELOW_1, Declaration, Option, check_options, declarations, option, option_values


@dataclass(frozen=True)
class Oven:
    """A record of every kind of option."""

    heat: float = option(0.5, "How hot", "θ", FROM_0_BELOW_1)
    minutes: int | None = option(None, "How long", "INT", COUNT, choices=("auto",))
    mode: str = option("fan", "Which way", choices=("fan", "grill"))
    light: bool = option(True, "Whether one sees")
    dishes: tuple[str, ...] = option((), "What", "A,B")
    serial: str = "no option"


def test_only_fields_that_are_declared_are_options():
    assert list(declarations(Oven)) == list(option_values(Oven())) == ["heat", "minutes", "mode", "light", "dishes"]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("heat", "0.25", 0.25),
        ("minutes", "12", 12),
        ("minutes", "auto", None),
        ("mode", "grill", "grill"),
        ("dishes", " bread, pie ", ("bread", "pie")),
    ],
)
def test_a_text_is_read_as_the_value_of_its_option(name, text, value):
    assert declarations(Oven)[name].read(text) == value


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("heat", "hot", "heat 'hot' is not a number"),
        ("minutes", "1.5", "minutes '1.5' is neither a whole number nor auto"),
        ("dishes", "bread,,pie", "dishes 'bread,,pie' has an empty name"),
    ],
)
def test_a_text_that_is_no_value_is_refused_by_name(name, text, message):
    with pytest.raises(OptionError) as caught:
        declarations(Oven)[name].read(text)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"heat": 1.0}, "heat 1 is not 0 or more and below 1"),
        ({"heat": inf}, "heat inf is not 0 or more and below 1"),
        ({"heat": None}, "heat None is not a number"),
        ({"heat": True}, "heat True is not a number"),
        ({"minutes": 2.0}, "minutes 2.0 is not a whole number"),
        ({"mode": "steam"}, "mode 'steam' is none of fan, grill"),
        ({"light": "yes"}, "light is 'yes', neither True nor False"),
    ],
)
def test_a_value_that_the_option_may_not_have_is_refused_by_name(options, message):
    with pytest.raises(OptionError) as caught:
        check_options(Oven(**options))
    assert str(caught.value) == message


def test_the_defaults_and_the_ends_of_a_range_are_accepted():
    check_options(Oven())
    check_options(Oven(heat=0, minutes=1))


def test_a_switch_has_no_value():
    assert Declaration("light", True, Option("Whether one sees")).is_switch
    assert not declarations(Oven)["mode"].is_switch
