"""Models that were trained on different files of one table, joined into one model of all rows. No row is read again.

Each model keeps the sums over its own rows, and sums add up. So everything that these sums depend on must be the same
in all models: the columns, how their cells are written, the condition, the split and every option. Levels may differ:
rows of the other models simply have none of them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from lrcli.data.columns.schema import Columns
from lrcli.data.tables.dealers import Dealing
from lrcli.data.tables.joined_sums import join_sums
from lrcli.data.tables.row_sums import EarlierRows
from lrcli.data.tables.split import TRAIN, parse_split
from lrcli.errors import ModelError
from lrcli.fitting.distributions import of_all
from lrcli.fitting.earlier import earlier_rows
from lrcli.fitting.recipe import Recipe
from lrcli.fitting.storage.rule import known_by_sums
from lrcli.jobs.apply import columns_for
from lrcli.jobs.epochs import Epochs
from lrcli.jobs.plan import plan_for
from lrcli.jobs.train import TrainingResult, train_fold
from lrcli.model.linear import Model

Named = tuple[str, Model]  # a model, and what a message calls it


def merge(models: Sequence[Named]) -> TrainingResult:
    """Learn from the rows of all models together. Raise ModelError for models that cannot be joined."""
    if len(models) < 2:
        raise ModelError("to merge takes two models or more, each trained with --keep-moments on files of its own")
    (first_name, first), *others = models
    columns = {name: columns_for(model, model.target.name) for name, model in models}
    rows = [_rows_of(name, model, columns[name]) for name, model in models]
    for name, model in others:
        if problem := next(_differences(model, columns[name], first, columns[first_name], first_name), None):
            raise ModelError(f"{name} cannot be merged with {first_name}: {problem}")
    _check_apart(models)
    recipe = _recipe_of(first)
    dealer = Dealing().split(parse_split(first.training.split), recipe.seed)
    together = replace(
        columns[first_name],
        missing=tuple(first.data.missing_values),
        splits=tuple(first.splits),
        remarks=tuple(f"{_rows_in(model):,} rows of {name}" for name, model in models),
    )
    table = known_by_sums(join_sums(rows), together, plan_for([recipe], dealer))
    fold = table.fold(dealer, [TRAIN], recipe)
    distributions = of_all([model.distributions for _, model in models])
    training = train_fold(fold, recipe, first.training.split, keep_moments=True, earlier=distributions)
    return Epochs(training).result()


def _rows_of(name: str, model: Model, columns: Columns) -> EarlierRows:
    if model.target.log is not None:
        raise ModelError(
            f"{name} predicts by the logarithm of {model.target.name}, and how far off it is then no sums tell; "
            "train one model on all files, or leave --log-target out"
        )
    try:
        return earlier_rows(model, columns)
    except ModelError as error:
        raise ModelError(f"{name}: {error}") from None


def _rows_in(model: Model) -> int:
    return sum(each.rows for each in model.moments.roles.values()) if model.moments else 0


def _recipe_of(model: Model) -> Recipe:
    """The options of a training that keeps its moments."""
    options = model.moments.options if model.moments else {}
    return Recipe.of(**{**options, "split": model.training.split})


def _differences(model: Model, columns: Columns, other: Model, its: Columns, its_name: str) -> Iterator[str]:
    """Why the sums of two models cannot be added: one sentence each."""
    both = "give the training of each"
    if columns.target != its.target:
        yield f"it predicts {columns.target}, and {its_name} {its.target}"
    features, its_features = ([*each.numeric, *each.categorical] for each in (columns, its))
    for one, mine, two, theirs in (("it", features, its_name, its_features), (its_name, its_features, "it", features)):
        if strange := [name for name in mine if name not in theirs]:
            yield (f"{one} learns from {strange[0]!r}, and {two} does not; {both} the columns with --features")
    for name in columns.categorical:
        if name in its.numeric:
            yield f"{name!r} is a category, and a number in {its_name}; {both} --categorical {name}"
    for name in columns.numeric:
        if name in its.categorical:
            yield f"{name!r} is a number, and a category in {its_name}; {both} --categorical {name}"
    if features != its_features:
        yield f"its columns stand in another order; {both} --features in one order"
    for name in sorted({*columns.forms, *its.forms}):
        if columns.forms.get(name) != its.forms.get(name):
            yield f"{name!r} is written {_written(columns, name)}, and {_written(its, name)} in {its_name}"
    if (columns.terms, columns.joined, model.splits) != (its.terms, its.joined, other.splits):
        yield f"its features are computed from other columns than those of {its_name}"
    for word, mine_, its_ in (
        ("--where", model.data.where, other.data.where),
        ("--split", model.training.split, other.training.split),
        ("--missing", model.data.missing_values, other.data.missing_values),
    ):
        if mine_ != its_:
            yield f"{word} is {_in_words(mine_)}, and {_in_words(its_)} for {its_name}"
    own, others = (dict(each.moments.options) if each.moments else {} for each in (model, other))
    for name in sorted({*own, *others} - {"split"}):
        if own.get(name) != others.get(name):
            option = f"--{name.replace('_', '-')}"
            yield f"{option} is {_in_words(own.get(name))}, and {_in_words(others.get(name))} for {its_name}"


def _written(columns: Columns, name: str) -> str:
    return f"like {columns.forms[name]}" if name in columns.forms else "as a plain number"


def _in_words(value: object) -> str:
    """The value of an option as it was given."""
    if value is None or value == []:
        return "not given"
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _check_apart(models: Sequence[Named]) -> None:
    """Raise ModelError where two models learned from the same file."""
    seen: dict[str, str] = {}
    for name, model in models:
        own = {file.sha256: file.name for file in model.data.files}
        if again := [digest for digest in own if digest in seen]:
            raise ModelError(
                f"{own[again[0]]}: {seen[again[0]]} and {name} have both learned from this file; "
                "its rows would count twice"
            )
        seen |= dict.fromkeys(own, name)
