"""Reasons against a model that lie in some of the rows: most are mended by a condition that leaves these out."""

from lrcli.fitting.evidence.facts import Evidence
from lrcli.jobs.judgement.outliers import bound, column_in_condition, outlier_text
from lrcli.jobs.judgement.reason import Reason, rounded
from lrcli.text import count, percent, short, significant

KNOWN_SHARE = 0.01  # of the held-out rows that training met, from which on their error says nothing of new rows
MOST_KNOWN_SHARE = 0.5  # of the held-out rows that training met: then too few are new to tell
CHANCE_SHARE = 0.1  # of the rows that repeat: where chance explains more, it explains them all
FLATTERY = 1.1  # times the error of all held-out rows, above which the error of the new ones is another one


def few_rows_decide(evidence: Evidence) -> Reason | None:
    """One row far from all others can pull a least-squares line to itself, or be all of the measured error."""
    decisive = evidence.decisive
    if decisive is None:
        return None
    first, rest = decisive.rows[0], len(decisive.rows) - 1
    also = f" (and {count(rest, 'more row')})" if rest else ""
    text = f"{'few rows decide' if rest else 'one row decides'} it: {outlier_text(first)}{also}"
    if decisive.rmse is not None:
        r2 = f" and R² {rounded(decisive.r2)}" if decisive.r2 is not None else ""
        text += f"; without {'them' if rest else 'it'} the error is {short(significant(decisive.rmse, 4))}{r2}"
    condition = bound(decisive.rows)
    return Reason("few rows decide", text, {"where": condition} if condition else {})


def few_rows_are_the_error(evidence: Evidence) -> Reason | None:
    """The error on some rows is that of a few of them, and says nothing of the others."""
    large = evidence.large_errors
    if large is None:
        return None
    rest = large.rows - 1
    also = f" (and {count(rest, 'more row')})" if rest else ""
    text = (
        f"{'few rows are' if rest else 'one row is'} most of the error: {large.place}: {evidence.target} "
        f"{short(large.actual)} is predicted {short(significant(large.predicted, 4))}{also}; without "
        f"{'them' if rest else 'it'} the error is {short(significant(large.rmse, 4))}"
    )
    condition = bound(large.far)
    return Reason("few rows decide", text, {"where": condition} if condition else {})


def codes_for_missing(evidence: Evidence) -> Reason | None:
    """A far value that stands for a missing cell bends the line of all others."""
    codes = evidence.missing_codes
    if codes is None:
        return None
    first = codes.codes[0]
    also = f" (and codes in {count(len(codes.codes) - 1, 'more column')})" if len(codes.codes) > 1 else ""
    before, after = (short(significant(rmse, 4)) for rmse in (codes.rmse, codes.rmse_as_missing))
    text = (
        f"{first.column} is {first.value:.15g} in {percent(first.share)} of the rows, far from all others{also}: read "
        f"as missing, as which such codes mostly are meant, the error on the same rows is {after} instead of {before}"
    )
    values = dict.fromkeys(f"{code.value:.15g}" for code in codes.codes)
    return Reason("codes for missing", text, {"missing_values": ",".join(values)})


def signs_changed(evidence: Evidence) -> Reason | None:
    """A refund among sales bends the line of all others, and nobody predicts one by what the sale had."""
    if (changed := evidence.changed_signs) is None:
        return None
    before, after = (short(significant(rmse, 4)) for rmse in (changed.rmse, changed.rmse_without))
    text = (
        f"{evidence.target} is below 0 in {percent(changed.share)} of the rows ({changed.place} is the first), "
        f"but near the prediction without the minus: refunds? Without them the error is {after} instead of {before}"
    )
    return Reason("changed signs", text, {"where": f"{column_in_condition(evidence.target)} >= 0"})


def rows_that_are_known(evidence: Evidence) -> Reason | None:
    """Rows that repeat are among the training and the held-out rows: the error measures how well the model remembers.

    Where rows are alike by chance, as in a table of a few categories, the measurement holds: there are then as many as
    chance makes, and those that do not repeat are predicted as well as the others.
    """
    repetition = evidence.repetition
    if repetition is None or repetition.known <= KNOWN_SHARE * repetition.held_out:
        return None
    if repetition.by_chance > CHANCE_SHARE * repetition.repeated:
        return None
    of_new, of_all = repetition.rmse_of_new, repetition.rmse
    most = repetition.known > MOST_KNOWN_SHARE * repetition.held_out  # then too few are new to tell
    if not most and of_new is not None and of_all is not None and of_new <= FLATTERY * of_all:
        return None
    worse = f" ({short(significant(of_new, 4))} on the others)" if of_new is not None else ""
    known = int(significant(repetition.known, 2)) if repetition.estimated else repetition.known
    text = (
        f"{'about ' * repetition.estimated}{known:,} of {repetition.held_out:,} held-out rows repeat a training row in "
        "every column, "
        f"so the error on them is not that on new rows{worse}; remove the repetitions from the file"
    )
    return Reason("rows that repeat", text)
