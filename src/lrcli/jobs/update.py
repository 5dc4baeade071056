"""More rows for a model that keeps the sums of its own: a training on all rows that does not read the old ones again.

The columns stay as the model has them: target, features, terms, the order of the levels, the notation of each column.
So do the shares of the split, the condition that rows meet, and each option of the training that is not given anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import fields, replace

from lrcli.data.files.frames import Frame, Table
from lrcli.data.files.stream import OnBytes
from lrcli.data.tables.gather import Plan
from lrcli.data.tables.row_sums import EarlierRows
from lrcli.data.tables.scratch import Scratch
from lrcli.errors import DataError, OptionError
from lrcli.fitting.earlier import earlier_rows, given
from lrcli.fitting.recipe import NEEDS_NO_STEPS, RULES, Recipe, parameters_of
from lrcli.fitting.storage.interface import Storage
from lrcli.fitting.storage.rule import gather_more
from lrcli.jobs.apply import columns_for, open_files, read_for
from lrcli.jobs.selection import Selection
from lrcli.model.linear import Model
from lrcli.text import first_names

OF_THE_MODEL = (
    "target",
    "features",
    "exclude",
    "numeric",
    "categorical",
    "weights",
    "group",
    "time",
    "stratify",
    "log_target",
)
NAMED_NEW_LEVELS = 5  # new ones of a feature that a remark names


def check_selection(selection: Selection) -> None:
    """Raise OptionError for an option that asks for other columns than those of the model."""
    if selection.tasks is not None:
        raise OptionError("cluster", "reads whole tables, and --update some new rows; leave one out")
    usual = {field.name: field.default for field in fields(Selection)}
    for name in OF_THE_MODEL:
        if getattr(selection, name) != usual[name]:
            raise OptionError(name, "cannot be given with --update: the columns are those of the model")


def recipe_of_update(model: Model, recipe: Recipe) -> Recipe:
    """The options that are given, and for others those of the model's training."""
    if recipe.split is not None:
        raise OptionError("split", f"cannot be given with --update: the model's rows are split {model.training.split}")
    new, old = given(recipe), dict(model.moments.options if model.moments else {})
    if new.get("solver") == "exact":
        old = {name: value for name, value in old.items() if name in NEEDS_NO_STEPS}
    elif new.keys() - NEEDS_NO_STEPS:
        old.pop("solver", None)
    for rule, kinds, _ in RULES:
        if rule in new:  # parameters of the earlier rule do not belong to the new one
            old = {name: value for name, value in old.items() if name not in parameters_of(kinds)}
    return Recipe.of(**{**old, **new, "split": model.training.split})


def both_conditions(of_model: str | None, of_new_rows: str | None) -> str | None:
    """What new rows must meet: the condition of the model's rows, and what else is asked of them."""
    if of_model and of_new_rows and of_model != of_new_rows:
        return f"({of_model}) and ({of_new_rows})"
    return of_model or of_new_rows


def gather_update(
    model: Model,
    data: Table | Frame,
    selection: Selection,
    recipe: Recipe,
    plan: Plan,
    scratch: Scratch,
    on_bytes: OnBytes | None,
) -> Storage:
    """Read the new rows once, as the model's rows were read, and add both. Raise DataError or ModelError."""
    target = model.target.name
    with open_files(model, target, data, selection.layout, on_bytes, limits=selection.limits) as files:
        where = both_conditions(model.data.where, selection.where)
        reading = read_for(model, files, target, where, to_learn=True, strict=selection.strict)
        earlier = earlier_rows(model, reading.columns)
        size = min(plan.size, recipe.rows_of_a_minibatch(len(earlier), len(earlier.sums.marks)))
        table = gather_more(reading, replace(plan, size=size), scratch, earlier)
        header = files.header
    learned = {file.sha256 for file in earlier.files}
    if again := [file.name for file in table.files if file.sha256 in learned]:
        raise DataError(f"{again[0]}: the model has learned from this file already; its rows would count twice")
    known = {*table.columns.read_as_numbers, *table.columns.read_as_texts, *(split.column for split in model.splits)}
    strange = [name for name in header if name not in known]
    remarks = (*files.renamed, *reading.columns.remarks, *_remarks(earlier, table, strange))
    forms = columns_for(model, target).forms  # the model's own, whatever marks the new rows have
    return replace(table, columns=replace(table.columns, forms=forms, remarks=remarks))


def _remarks(earlier: EarlierRows, table: Storage, strange: Sequence[str]) -> Iterator[str]:
    """What the new rows have that the earlier ones had not. strange: columns that the model does not know."""
    yield f"{len(table) - len(earlier):,} new rows are added to the {len(earlier):,} that the model knows"
    if strange:
        yield f"not learned from, since the model does not know them: {', '.join(strange)}"
    for name, levels, known in zip(table.columns.categorical, table.levels, earlier.levels, strict=True):
        if new := levels[len(known) :]:
            yield f"{name}: new to the model: {first_names(new, NAMED_NEW_LEVELS)}"
