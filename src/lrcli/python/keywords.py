"""Keyword arguments as the records that the jobs take.

A text is read as the command line reads it: features="age, log(mileage)".
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from functools import wraps
from inspect import Parameter, Signature, signature
from typing import Any, TypeVar, cast

from lrcli.data.files.layout import Layout
from lrcli.errors import LrcliError, OptionError
from lrcli.fitting.grid import recipes_of
from lrcli.fitting.recipe import Recipe, all_options
from lrcli.jobs.selection import Selection
from lrcli.options import Declaration, Option, declarations

_Function = TypeVar("_Function", bound=Callable[..., Any])

LAYOUT, SELECTION, RECIPE = declarations(Layout), declarations(Selection), all_options()
NOTATION_OPTIONS = ("day_first",)  # how cells are written, which a model knows already
FILE_OPTIONS = tuple(name for name in LAYOUT if name not in NOTATION_OPTIONS)
READ_OPTIONS = (*FILE_OPTIONS, *NOTATION_OPTIONS)
TRAIN_OPTIONS = (*SELECTION, *RECIPE, *READ_OPTIONS)
GRID_OPTIONS = tuple(name for name in RECIPE if name != "split")  # folds are dealt instead
CROSSVAL_OPTIONS = (*SELECTION, *GRID_OPTIONS, *READ_OPTIONS)
KNOWN = {**LAYOUT, **SELECTION, **RECIPE}
OWN_OPTIONS = (
    "inference",
    "confidence",
    "explain_step",
    "report",
    "watch",
    "update",
    "cluster",
    "interval",
    "mean",
    "explain",
    "path",
    "l1_ratio",
    "trajectory",
    "trajectory_with",
    "figure",
)  # of one function
FLAG = re.compile(r"--([a-z][a-z0-9]*(?:-[a-z0-9]+)*)")


def layout_of(options: Mapping[str, Any]) -> Layout:
    """The options of a layout among others."""
    return Layout(**{name: value_of(LAYOUT[name], options[name]) for name in LAYOUT if name in options})


def selection_of(options: Mapping[str, Any]) -> Selection:
    """The options of a selection among others."""
    values = {name: value_of(SELECTION[name], options[name]) for name in SELECTION if name in options}
    if isinstance(values.get("memory"), str):
        from lrcli.data.tables.scratch import parse_size

        values["memory"] = parse_size(values["memory"])
    return Selection(**values, layout=layout_of(options))


def recipe_of(options: Mapping[str, Any]) -> Recipe:
    """The options of a training among others."""
    return Recipe.of(**training_options(options))


def training_options(options: Mapping[str, Any]) -> dict[str, Any]:
    """The values of all options of a training, by name."""
    return {name: value_of(option, options.get(name, option.default)) for name, option in RECIPE.items()}


def names_of(name: str, given: str | Sequence[str]) -> tuple[str, ...]:
    """Several names that one option of a single function is given."""
    several = Declaration(name, (), Option("", "A,B"))
    value: tuple[str, ...] = value_of(several, given)
    return value


def grid_of(options: Mapping[str, Any]) -> list[Recipe]:
    """Every combination of the options of trainings, some of which are lists of values."""
    axes: dict[str, list[Any]] = {}
    for name in GRID_OPTIONS:
        given = options.get(name, RECIPE[name].default)
        values = [*given] if is_list(given) else [given]
        if not values:
            raise OptionError(name, "is an empty list; give one value at least")
        axes[name] = [value_of(RECIPE[name], value) for value in values]
    return recipes_of(axes)


def is_list(value: Any) -> bool:
    """Whether a value is several: a list, a tuple, a range, an array."""
    return not isinstance(value, str) and hasattr(value, "__iter__")


def value_of(declaration: Declaration, given: Any) -> Any:
    """The value that an option is given in Python. Raise OptionError for one that it cannot have."""
    name, option = declaration.name, declaration.option
    if (isinstance(declaration.default, tuple) or option.names) and is_list(given):
        return tuple(text_of(name, text) for text in given)
    value = given.item() if hasattr(given, "item") else given  # a number of NumPy
    if isinstance(value, str):
        value = declaration.read(value)
    elif name != "memory" and value is not None and not declaration.is_switch and option.limits is None:
        text_of(name, value)
    declaration.check(value)
    return value


def text_of(name: str, value: Any) -> str:
    if not isinstance(value, str):
        raise OptionError(name, f"{value!r} is no text")
    return value


def takes(*names: str) -> Callable[[_Function], _Function]:
    """Let a function's `**options` be these, for its help, for editors and for the error about any other.

    Its errors call options as Python spells them.
    """

    def give(function: _Function) -> _Function:
        own = [each for each in signature(function).parameters.values() if each.kind is not Parameter.VAR_KEYWORD]
        keywords = [Parameter(name, Parameter.KEYWORD_ONLY, default=KNOWN[name].default) for name in names]
        known = [*(each.name for each in own), *names]
        switches = {each.name for each in own if isinstance(each.default, bool)}

        @wraps(function)
        def checked(*values: Any, **options: Any) -> Any:
            for name in options:
                if name not in known:
                    similar = get_close_matches(name, known, 1)
                    meant = f"; did you mean {similar[0]!r}?" if similar else ""
                    raise TypeError(f"{function.__name__}() has no option {name!r}{meant}")
                if name in switches and not isinstance(options[name], bool):  # "false" would be taken for True
                    raise OptionError(name, f"is {options[name]!r}, neither True nor False")
            with errors_in_python():
                return function(*values, **options)

        listed = "\n".join(f"    {_setting(KNOWN[name])}: {KNOWN[name].option.help}" for name in names)
        checked.__doc__ = f"{function.__doc__}\n    The options of `lrcli`:\n\n{listed}\n"
        checked.__signature__ = Signature([*own, *keywords])  # type: ignore[attr-defined]
        return cast("_Function", checked)

    return give


@contextmanager
def errors_in_python() -> Iterator[None]:
    """Let errors call options as Python spells them."""
    try:
        yield
    except OptionError as error:
        spelled = OptionError(error.option, in_python(error.problem))
        raise spelled.with_traceback(error.__traceback__) from None
    except LrcliError as error:
        raise type(error)(in_python(str(error))).with_traceback(error.__traceback__) from None


@contextmanager
def drawing() -> Iterator[None]:
    """Raise LrcliError where there is no matplotlib, in the words of Python."""
    with errors_in_python():
        from lrcli.report.figure.file import check_matplotlib

        check_matplotlib()
        yield


def _setting(declaration: Declaration) -> str:
    """What an option's help is of: the option, or that it is False where the command line has a flag for that alone."""
    turned_off = declaration.default is True and declaration.option.flags == (f"--no-{declaration.name}",)
    return f"{declaration.name}=False" if turned_off else declaration.name


def in_python(text: str) -> str:
    """A sentence with its options as Python spells them: log_target instead of --log-target."""
    return FLAG.sub(
        lambda flag: name if (name := flag[1].replace("-", "_")) in (*KNOWN, *OWN_OPTIONS) else flag[0], text
    )
