"""The judgement that every command ends with: whether the model can be used, and if not, why and what to do.

Each reason against a model is a function of the evidence; `REASONS` lists them, the gravest first. To add one, write
its function and put it into the list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from lrcli.fitting.evidence.facts import ARRIVED_GAP, Evidence
from lrcli.jobs.judgement.disguise import disguise
from lrcli.jobs.judgement.outliers import bound, column_in_condition, limit, outlier_text
from lrcli.jobs.judgement.verdict_by_loss import expectation_by_loss, no_better_than_a_constant, wrong_share
from lrcli.text import count, percent, percent_of, short, significant, without_noise

KNOWN_SHARE = 0.01  # of the held-out rows that training met, from which on their error says nothing of new rows
MOST_KNOWN_SHARE = 0.5  # of the held-out rows that training met: then too few are new to tell
CHANCE_SHARE = 0.1  # of the rows that repeat: where chance explains more, it explains them all
FLATTERY = 1.1  # times the error of all held-out rows, above which the error of the new ones is another one
CHANCE_ERRORS = 2.0  # standard errors of a correlation that chance may make
NEXT_TO_NOTHING = 0.01  # of R²: more rows would only make sure that there is no more
FITTED_R2 = 0.5  # on the training rows: the model learned something, of these rows at least
FEW_ROWS_A_WEIGHT = 10  # training rows for each weight below which a weight decay is worth a trial
SURE_SHARE = 0.02  # of the RMSE: a smaller standard error is not worth a word
MUCH_LESS = 0.7  # of the squared error that is left: the RMSE is lower by a sixth
EXACT_R2 = 1e-12  # below 1: the errors are a millionth of the deviation

Remedy = Mapping[str, str | float | bool]  # options of the command and their values


@dataclass(frozen=True)
class Reason:
    """Why a model cannot be used. remedy: options that mend it, as `lrcli train` takes them."""

    kind: str
    text: str
    remedy: Remedy = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    """usable: whether predictions of new rows may be relied on as far as `text` says."""

    usable: bool
    reasons: tuple[Reason, ...]
    text: str  # one sentence, without the command that would mend it


def judge(evidence: Evidence) -> Verdict:
    """The verdict on a model. The sentence has the gravest of several reasons, the record has all."""
    reasons = tuple(reason for find in REASONS if (reason := find(evidence)) is not None)
    if reasons:
        return Verdict(False, reasons, f"Not usable: {reasons[0].text}")
    return Verdict(True, (), expectation(evidence))


def verdict_of_targets(by_target: Mapping[str, Verdict]) -> Verdict:
    """What the verdicts on several targets say together. No remedy: an option would change all of them."""
    reasons = [
        Reason(reason.kind, f"{name}: {reason.text}")
        for name, verdict in by_target.items()
        for reason in verdict.reasons
    ]
    text = "; ".join(f"{name}: {verdict.text.rstrip('.')}" for name, verdict in by_target.items())
    return Verdict(not reasons, tuple(reasons), f"{text}.")


def expectation(evidence: Evidence) -> str:
    """The error to expect on new rows, and what that was measured on."""
    if evidence.by_loss is not None:
        return expectation_by_loss(evidence.by_loss, logarithm=evidence.logarithm)
    measured = evidence.measured
    on = "on new rows" if measured.held_out else "on the rows that it was trained on"
    rmse = without_noise(measured.rmse, evidence.scale) or 0.0
    details = [] if measured.r2 is None else [f"R² {rounded(measured.r2)}"]
    if rmse and measured.uncertainty is not None and measured.uncertainty > SURE_SHARE * rmse:
        details.append(f"± {short(significant(measured.uncertainty, 2))}")
    details.append(f"measured on {measured.rows:,} {measured.of}")
    comparison = ""
    if measured.better is not None:
        comparison = f", {percent_of(measured.better)} better than always the mean"
    unit = " in the logarithm" if measured.of_logarithm else ""
    return f"Off by about {short(significant(rmse, 4))}{unit} {on} ({'; '.join(details)}){comparison}."


def more_weights_than_rows(evidence: Evidence) -> Reason | None:
    """With more weights than rows many models fit all rows exactly, and the rows do not say which is right."""
    if evidence.p <= evidence.n or evidence.weight_decay > 0:
        return None
    text = (
        f"{evidence.p:,} weights for {count(evidence.n, 'training row')}: many models fit all of them exactly; "
        "give a --weight-decay, fewer --features, or more rows"
    )
    return Reason("more weights than rows", text, {"weight_decay": 0.1})


def target_in_disguise(evidence: Evidence) -> Reason | None:
    """A target that is an exact function of columns is not learned but known."""
    reason = disguise(evidence)
    return None if reason is None else Reason(*reason)


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


def parts_that_cancel(evidence: Evidence) -> Reason | None:
    """A polynomial of a number far from 0 is a small difference of large parts, of which a computer keeps 16 digits."""
    cancellation = evidence.cancellation
    if cancellation is None:
        return None
    text = (
        f"{cancellation.term} and others add parts of up to {cancellation.size:.0e} that cancel, of which a computer "
        f"keeps 16 digits: predictions are off by up to {short(significant(cancellation.error, 2))} for that alone; "
        "take fewer powers, or count the column from a value among its own"
    )
    return Reason("parts that cancel", text)


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


def not_arrived(evidence: Evidence) -> Reason | None:
    """The weights are still on their way to the lowest loss."""
    if evidence.exact or evidence.gap is None or evidence.gap <= ARRIVED_GAP:
        return None
    text = f"the training has not arrived: its loss is {percent(evidence.gap)} above the lowest there is"
    if not evidence.standardize:
        return Reason("not arrived", f"{text}; on raw features few steps go far", {"standardize": True})
    return Reason("not arrived", f"{text}; more --epochs come closer, the exact solver is there at once", SOLVED)


def worse_than_the_mean(evidence: Evidence) -> Reason | None:
    """Always predicting the mean of the same rows would be closer, or as close but for chance.

    The correlation of predictions with the truth of n rows that have none has a standard error of 1/√n, and R² of
    held-out rows is at most its square: n R² up to 2² may be chance. So may as much below 0 of a model that fits its
    training rows: of few rows their own mean is an answer that was fitted to them.
    """
    measured = evidence.measured
    if evidence.by_loss is not None:
        return None  # and `worse_than_a_constant` asks the same by its own loss
    if measured.r2 is None or measured.rows * measured.r2 > CHANCE_ERRORS**2:
        return None
    unit = " in the logarithm" if measured.of_logarithm else ""
    off = f"off by {short(significant(measured.rmse, 4))}{unit} on {measured.rows:,} {measured.of}"
    if (far := evidence.far_targets) is not None:
        text = (
            f"{off} (R² {rounded(measured.r2)}): {percent(far.share)} of the rows, whose {evidence.target} is far from "
            f"all others, are {percent_of(far.of_variance)} of its variance, as {outlier_text(far.first)}; mend them, "
            "or leave them out"
        )
        return Reason("far targets", text, {"where": limit(far.first)})
    fits = measured.held_out and (evidence.training_r2 or 0.0) > FITTED_R2
    if measured.r2 > NEXT_TO_NOTHING or (fits and measured.rows * measured.r2 >= -(CHANCE_ERRORS**2)):
        text = (
            f"{off}, and so few rows do not tell whether that is better than always their mean (R² "
            f"{rounded(measured.r2)} may be chance); more rows would, or other features"
        )
        return Reason("may be chance", text)
    than = f"which is no better than always their mean (R² {rounded(measured.r2)})"
    if fits:
        overfits = f", with {count(evidence.p, 'weight')} for {count(evidence.n, 'training row')}" if evidence.p else ""
        text = (
            f"{off}, {than}, although it fits the training rows (R² {rounded(evidence.training_r2 or 0.0)}): it "
            f"overfits{overfits}, or these rows are of another kind"
        )
        many = evidence.p * FEW_ROWS_A_WEIGHT > evidence.n and not evidence.weight_decay
        many = many and not evidence.decay_was_compared
        return Reason("overfits", text, {"weight_decay": 0.1} if many else {})
    text = f"{off}, {than}: the features say next to nothing of {evidence.target}; look for others"
    return Reason("worse than the mean", text)


def worse_than_a_constant(evidence: Evidence) -> Reason | None:
    """By a loss that is not squared, always its best constant would be as close."""
    reason = no_better_than_a_constant(evidence, CHANCE_ERRORS)
    return None if reason is None else Reason(*reason)


def wrong_share_below(evidence: Evidence) -> Reason | None:
    """A quantile below which another share of new rows lies than it was asked for."""
    text = wrong_share(evidence)
    return None if text is None else Reason("wrong share below", text)


def predictions_below_zero(evidence: Evidence) -> Reason | None:
    """Predictions below 0 of a target that never is; its logarithm is proposed where it was tried and is better."""
    negative = evidence.negative
    if evidence.measured.r2 is not None and 1 - evidence.measured.r2 < EXACT_R2:  # what is below 0 is so by rounding
        return None
    if negative is None or negative.natural or negative.rows <= KNOWN_SHARE * negative.judged:
        return None
    rows = "held-out row" if evidence.measured.held_out else "row"
    count_below = (
        f"{negative.rows:,} of {count(negative.judged, rows)} are predicted below 0, although no {evidence.target} is"
    )
    trial = evidence.trial
    if not negative.trained:
        text = (
            f"{count_below}; without the training rows the logarithm, which has no such predictions, cannot be tried: "
            "train with --log-target and compare the MAE"
        )
        return Reason("predictions below 0", text)
    if trial is None:
        return Reason("predictions below 0", f"{count_below}; a linear model does not know that limit")
    if trial.mae_of_logarithm >= trial.mae:
        tried = f"MAE {short(significant(trial.mae_of_logarithm, 4))} instead of {short(significant(trial.mae, 4))}"
        return Reason(
            "predictions below 0", f"{count_below}; the logarithm, which has none, was tried and is worse: {tried}"
        )
    better = percent_of(1 - trial.mae_of_logarithm / trial.mae)
    return Reason("predictions below 0", f"{count_below}; the logarithm lowers MAE by {better}", {"log_target": True})


def better_as_text(evidence: Evidence) -> Reason | None:
    """The numbers of a column that holds several say much less than its texts did."""
    trial = max(evidence.as_texts, key=lambda trial: trial.r2_of_text, default=None)
    if trial is None or 1 - trial.r2_of_text >= MUCH_LESS * (1 - trial.r2):
        return None
    text = (
        f"{trial.column} as {trial.numbers} numbers loses what its texts tell: R² {rounded(trial.r2)} on "
        f"{trial.of}, and {rounded(trial.r2_of_text)} with its texts as levels"
    )
    return Reason("better as text", text, {"categorical": trial.column})


SOLVED: Remedy = {"solver": "exact"}
REASONS: tuple[Callable[[Evidence], Reason | None], ...] = (
    few_rows_decide,
    few_rows_are_the_error,
    target_in_disguise,
    codes_for_missing,
    signs_changed,
    more_weights_than_rows,
    parts_that_cancel,
    not_arrived,
    rows_that_are_known,
    wrong_share_below,
    worse_than_the_mean,
    worse_than_a_constant,
    better_as_text,
    predictions_below_zero,
)


def rounded(r2: float) -> str:
    """R² with two digits behind the point, more next to 1, none far below 0."""
    if r2 < -10:
        return f"{r2:,.0f}"
    return f"{r2:.2f}" if r2 < 0.995 else f"{r2:.4f}" if r2 < 0.99995 else short(r2, 8)
