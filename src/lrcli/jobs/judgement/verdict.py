"""The judgement that every command ends with: whether the model can be used, and if not, why and what to do.

Each reason against a model is a function of the evidence; `REASONS` lists them, the gravest first. To add one, write
its function, here or in `reasons_of_rows.py`, and put it into the list.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from lrcli.fitting.evidence.facts import ARRIVED_GAP, Evidence
from lrcli.jobs.judgement.leakage import target_leakage
from lrcli.jobs.judgement.outliers import limit, outlier_text
from lrcli.jobs.judgement.reason import Reason, Remedy, rounded
from lrcli.jobs.judgement.reasons_of_rows import (
    codes_for_missing,
    few_rows_are_the_error,
    few_rows_decide,
    rows_that_are_known,
    signs_changed,
)
from lrcli.jobs.judgement.verdict_by_loss import expectation_by_loss, no_better_than_a_constant, wrong_share
from lrcli.text import count, percent, percent_of, short, significant, without_noise

BELOW_ZERO_SHARE = 0.01  # of the rows predicted: more of them below 0 are a reason against a model
CHANCE_ERRORS = 2.0  # standard errors of a correlation that chance may make
NEXT_TO_NOTHING = 0.01  # of R²: more rows would only make sure that there is no more
FITTED_R2 = 0.5  # on the training rows: the model learned something, of these rows at least
FEW_ROWS_A_WEIGHT = 10  # training rows for each weight below which a weight decay is worth a trial
SURE_SHARE = 0.02  # of the RMSE: a smaller standard error is not worth a word
MUCH_LESS = 0.7  # of the squared error that is left: the RMSE is lower by a sixth
TOO_MANY_WEIGHTS = "more weights than rows"
EXACT_R2 = 1e-12  # below 1: the errors are a millionth of the deviation


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
    if (text := evidence.doubts.get(TOO_MANY_WEIGHTS)) is not None:
        return Reason(TOO_MANY_WEIGHTS, text)
    if evidence.p <= evidence.n or evidence.weight_decay > 0:
        return None
    text = (
        f"{evidence.p:,} weights for {count(evidence.n, 'training row')}: many models fit all of them exactly; "
        "give a --weight-decay, fewer --features, or more rows"
    )
    return Reason(TOO_MANY_WEIGHTS, text, {"weight_decay": 0.1})


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


def not_arrived(evidence: Evidence) -> Reason | None:
    """The weights are still on their way to the lowest loss."""
    if evidence.exact or evidence.gap is None or evidence.gap <= ARRIVED_GAP:
        return None
    held_out = evidence.held_out_gap
    if held_out is not None and held_out <= ARRIVED_GAP:
        return None  # --patience ended it where it was to: other rows are predicted as well as by the lowest loss
    text = f"the training has not arrived: its loss is {percent(evidence.gap)} above the lowest there is"
    if held_out is not None:
        text += f", and on held-out rows {percent(held_out)} above what that one has there"
    if not evidence.standardize:
        return Reason("not arrived", f"{text}; on raw features few steps go far", {"standardize": True})
    closer = CLOSER[evidence.ended_by]
    return Reason("not arrived", f"{text}; {closer} closer, the exact solver is there at once", SOLVED)


def worse_than_the_mean(evidence: Evidence) -> Reason | None:
    """Always predicting the mean of the same rows would be closer, or as close but for chance.

    The correlation of predictions with the truth of n rows that have none has a standard error of 1/√n, and R² of
    held-out rows is at most its square: n R² up to 2² may be chance. An R² as far below 0
    may be chance, too, where the model fits its training rows: the mean of few held-out rows, with which R² compares,
    was fitted to these rows.
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
    if negative is None or negative.natural or negative.rows <= BELOW_ZERO_SHARE * negative.judged:
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
CLOSER = {
    None: "more --epochs come",
    "patience": "a larger --patience comes",
    "tolerance": "a smaller --tolerance comes",
}
REASONS: tuple[Callable[[Evidence], Reason | None], ...] = (
    few_rows_decide,
    few_rows_are_the_error,
    target_leakage,
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
