"""Write src/lrcli/python/options.py, the types of Python's keyword arguments: `python docs/signatures.py`.

Everything in it is read from the declarations of the options, so that mypy and an editor know each by its name.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

from lrcli.data.files.layout import Layout
from lrcli.fitting.recipe import all_options
from lrcli.jobs.selection import Selection
from lrcli.options import Declaration, declarations
from lrcli.python.keywords import FILE_OPTIONS, GRID_OPTIONS, NOTATION_OPTIONS

OPTIONS = Path(__file__).parents[1] / "src" / "lrcli" / "python" / "options.py"
HEAD = '''"""The types of the keyword arguments, written by docs/signatures.py from the declarations of the options."""

from collections.abc import Sequence
from typing import Literal, TypedDict

from lrcli.notation.hints import Decimal, Thousands
'''
NAMED = {"optimizer": "OptimizerName", "schedule": "ScheduleName"}  # types of many choices
TYPES = NAMED | {"decimal": "Decimal", "thousands": "Thousands", "memory": "int | str"}  # that no declaration tells


def type_of(declaration: Declaration) -> str:
    """The type of an option's value in Python."""
    option = declaration.option
    if declaration.is_switch:
        return "bool" if declaration.default is not None else "bool | None"
    if isinstance(declaration.default, tuple) or option.names:
        return "str | Sequence[str]" + " | None" * (declaration.default is None)
    kinds = [] if option.limits is None else ["int" if option.limits.whole else "float"]
    if option.choices and declaration.name not in NAMED:
        kinds.append(f"Literal[{', '.join(map(repr, option.choices))}]".replace("'", '"'))
    kinds += [] if kinds else [TYPES.get(declaration.name, "str")]
    return " | ".join([*kinds, *(["None"] if declaration.default is None else [])])


def several(kind: str) -> str:
    """The type of a value or of a list of values."""
    none = " | None" * kind.endswith(" | None")
    return f"{kind.removesuffix(none)} | Sequence[{kind}]{none}"


def record(name: str, base: str, about: str, options: Iterable[tuple[Declaration, str]]) -> str:
    """A class with a field for each option."""
    fields = "".join(f"\n    {each.name}: {kind}" for each, kind in options)
    return f'\n\nclass {name}({base}, total=False):\n    """{about}"""\n{fields}\n'


def typed(known: Mapping[str, Declaration]) -> list[tuple[Declaration, str]]:
    return [(each, type_of(each)) for each in known.values()]


def options() -> str:
    """The whole file."""
    layout = declarations(Layout)
    files = {name: layout[name] for name in FILE_OPTIONS}
    notation = {name: layout[name] for name in NOTATION_OPTIONS}
    recipe = all_options()
    grid = [(recipe[name], several(type_of(recipe[name]))) for name in GRID_OPTIONS]
    named = [
        f"\n{kind} = Literal[{', '.join(map(repr, recipe[name].option.choices))}]".replace("'", '"')
        for name, kind in NAMED.items()
    ]
    return "".join(
        [
            HEAD,
            *named,
            "\n",
            record("FileOptions", "TypedDict", "How files are written.", typed(files)),
            record("ReadOptions", "FileOptions", "And how their cells are.", typed(notation)),
            record(
                "SelectOptions", "ReadOptions", "And which rows and columns are used.", typed(declarations(Selection))
            ),
            record("TrainOptions", "SelectOptions", "And how a model is trained.", typed(recipe)),
            record(
                "GridOptions", "SelectOptions", "Or how several are, of each option a value or a list of values.", grid
            ),
        ]
    )


if __name__ == "__main__":
    OPTIONS.write_text(options(), encoding="utf-8")
