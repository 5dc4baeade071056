"""How many rows become minibatches, for the recipes that are to be trained."""

from collections.abc import Sequence

from lrcli.data.tables.gather import Plan
from lrcli.data.tables.split import Dealer
from lrcli.fitting.recipe import Recipe

GATHERED_ROWS = 256  # of a minibatch gathered from many rows; neighbours are merged where a recipe wants more


def plan_for(recipes: Sequence[Recipe], dealer: Dealer) -> Plan:
    """How many rows become minibatches."""
    size_is_given = any(isinstance(recipe.batch_size, int) for recipe in recipes)
    return Plan(dealer, gathered_size(recipes), size_is_given, by_rows=not all(recipe.squared for recipe in recipes))


def gathered_size(recipes: Sequence[Recipe]) -> int:
    """Rows of the minibatches that are gathered from many rows: the least that a recipe wants, at most 256."""
    wanted = [recipe.batch_size for recipe in recipes]
    return min([GATHERED_ROWS, *(size for size in wanted if isinstance(size, int))])
