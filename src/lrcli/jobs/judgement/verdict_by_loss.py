"""What a verdict says of a model by its own loss, where that is not the squared one, to which RMSE and R² belong."""

from math import sqrt

from lrcli.fitting.evidence.facts import Evidence, LossMeasurement
from lrcli.text import percent_of, short, significant

SHARE_ERRORS, SHARE_OFF = 4.0, 0.02  # standard errors, and at least that share, by which a quantile may be off


def expectation_by_loss(measured: LossMeasurement, *, logarithm: bool) -> str:
    """The error to expect by a loss that is not squared: of a quantile also the share of rows that lie below it."""
    on = "new rows" if measured.held_out else "the rows that it was trained on"
    better = "" if measured.better is None else f", {percent_of(measured.better)} better than always "
    error = short(significant(measured.error, 4)) + (" in the logarithm" if logarithm else "")
    if measured.tau is None or measured.below is None:
        details = f"median absolute error; measured on {measured.rows:,} {measured.of}"
        return f"Off by at most {error} on half of {on} ({details}){better and better + 'the median'}."
    constant = f"the {100 * measured.tau:g} % quantile"
    return (
        f"{100 * measured.below:.3g} % of {rows_in_words(measured)} lie below their prediction, "
        f"{100 * measured.tau:g} % should; mean pinball loss {error}{better and better + constant}."
    )


def rows_in_words(measured: LossMeasurement) -> str:
    """The rows in the middle of a sentence, which goes on behind a comma where it has one."""
    return f"{measured.rows:,} {measured.of}{',' if ', ' in measured.of else ''}"


def no_better_than_a_constant(evidence: Evidence, chance: float) -> tuple[str, str] | None:
    """The kind and the text of a reason, if always the median or the quantile would be as close.

    chance: standard errors that a difference needs to be none.
    """
    measured = evidence.by_loss
    if measured is None or measured.better is None or measured.gain > chance:
        return None
    constant = "median" if measured.tau is None else f"{100 * measured.tau:g} % quantile"
    if measured.gain > 0:
        text = (
            f"{rows_in_words(measured)} do not tell whether it is closer than always the {constant} (what it is "
            "better by may be chance); more rows would, or other features"
        )
        return "may be chance", text
    text = (
        f"on {rows_in_words(measured)} it is no closer than always the {constant}: the features say next to "
        f"nothing of {evidence.target}; look for others"
    )
    return "worse than a constant", text


def wrong_share(evidence: Evidence) -> str | None:
    """That another share of rows lies below a quantile than was asked for, by more than chance makes."""
    measured = evidence.by_loss
    if measured is None or measured.tau is None or measured.below is None:
        return None
    chance = sqrt(measured.tau * (1 - measured.tau) / measured.rows)
    if abs(measured.below - measured.tau) <= max(SHARE_ERRORS * chance, SHARE_OFF):
        return None
    return (
        f"{100 * measured.below:.3g} % of {rows_in_words(measured)} lie below their prediction, and "
        f"{100 * measured.tau:g} % should: they are not like the rows that trained, or too few rows did"
    )
